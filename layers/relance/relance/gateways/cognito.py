"""The client of Cognito user pools, with its time-outs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


def cognito(region: str, *, attempts: int) -> CognitoIdentityProviderClient:
    """`attempts` of one call, the first counted in: 1 where what is sent is good once."""
    client: CognitoIdentityProviderClient = boto3.client(
        "cognito-idp",
        region_name=region,
        config=Config(connect_timeout=2, read_timeout=8, retries={"total_max_attempts": attempts}),
    )
    return client

"""Sender domains in SES v2 (port `SenderDomains`): Easy DKIM, each identity tagged with its organization.

An identity belongs to the whole account, so the tag decides whose it is: one that we did not begin for an
organization, such as the platform's own, is nobody's to take or to delete.

A domain counts as verified when SES has found its own DKIM records. `VerifiedForSendingStatus` alone would
not do: a sub-domain inherits it from its parent, which may be another organization's.
https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from relance.domain.errors import Exists, Fault, Refused
from relance.domain.sender_domain import DnsRecord, DomainState, Verification
from relance.usecases.ports.sender_domains import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import (
        CreateEmailIdentityResponseTypeDef,
        DkimAttributesTypeDef,
        GetEmailIdentityResponseTypeDef,
    )

# Named in template.yaml too: an identity without it cannot be deleted.
ORGANIZATION: Final = "relance:organization"
# The domain at which SES publishes the keys, in regions that do not name a domain of their own.
_HOSTED: Final = "dkim.amazonses.com"
_STATES: Final[Mapping[str, DomainState | None]] = {
    "SUCCESS": DomainState.VERIFIED,
    "FAILED": DomainState.FAILED,
    "TEMPORARY_FAILURE": None,
}
_NOT_NOW: Final = {"TooManyRequestsException", "ThrottlingException", "ConcurrentModificationException"}


@dataclass(frozen=True)
class SesSenderDomains:
    region: str

    @cached_property
    def _client(self) -> SESV2Client:
        client: SESV2Client = boto3.client(
            "sesv2",
            region_name=self.region,
            # Every call may be repeated. SES takes about one a second: "adaptive" slows down by itself.
            config=Config(
                connect_timeout=2, read_timeout=4, retries={"total_max_attempts": 3, "mode": "adaptive"}
            ),
        )
        return client

    def begin(self, domain: str, org: str) -> Verification:
        with _answers():
            known = self._get(domain)
            if known is None:
                made = self._create(domain, org)
                if made:
                    return _verification(domain, made["DkimAttributes"], made["VerifiedForSendingStatus"])
                known = self._get(domain)
        if known is None:
            raise Unavailable("made and gone at once")
        if not _is_of(org, known):
            raise Exists(f"sender domain {domain}")
        return _verification(domain, known["DkimAttributes"], known["VerifiedForSendingStatus"])

    def drop(self, domain: str, org: str) -> None:
        with _answers():
            known = self._get(domain)
            if known and _is_of(org, known):
                with suppress(self._client.exceptions.NotFoundException):
                    self._client.delete_email_identity(EmailIdentity=domain)

    def _get(self, domain: str) -> GetEmailIdentityResponseTypeDef | None:
        try:
            return self._client.get_email_identity(EmailIdentity=domain)
        except self._client.exceptions.NotFoundException:
            return None

    def _create(self, domain: str, org: str) -> CreateEmailIdentityResponseTypeDef | None:
        """None when the identity exists by now: made by somebody else, or by a call of ours that was
        repeated.
        """
        try:
            return self._client.create_email_identity(
                EmailIdentity=domain,
                DkimSigningAttributes={"NextSigningKeyLength": "RSA_2048_BIT"},
                Tags=[{"Key": ORGANIZATION, "Value": org}],
            )
        except self._client.exceptions.AlreadyExistsException:
            return None


@contextmanager
def _answers() -> Iterator[None]:
    """Raises Unavailable for what may go well later, Refused for a domain that SES does not take."""
    try:
        yield
    except BotoCoreError as error:
        raise Unavailable(type(error).__name__) from error
    except ClientError as error:
        code = error.response["Error"]["Code"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if code in _NOT_NOW or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unavailable(code) from error
        if code == "BadRequestException":
            raise Refused(Fault("domain_refused", "domain")) from error
        raise


def _is_of(org: str, identity: GetEmailIdentityResponseTypeDef) -> bool:
    return {"Key": ORGANIZATION, "Value": org} in identity.get("Tags", ())


def _verification(domain: str, dkim: DkimAttributesTypeDef, may_send: bool) -> Verification:
    hosted = dkim.get("SigningHostedZone") or _HOSTED
    records = (
        DnsRecord(f"{token}._domainkey.{domain}", f"{token}.{hosted}") for token in dkim.get("Tokens", ())
    )
    state = _STATES.get(dkim.get("Status", ""), DomainState.PENDING)
    if state is DomainState.VERIFIED and not may_send:
        state = DomainState.PENDING
    return Verification(state, tuple(records))

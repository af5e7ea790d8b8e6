"""E-mail through SES v2 (port `Mailer`): one call, and an answer that says what may be done about it.

SES has no idempotency token, so the SDK must never repeat a call: a read time-out that boto3 retries is
two mails. Only an answer that SES models as a refusal says that nothing left; everything else is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError

from relance.domain.outreach import OutreachRef
from relance.usecases.ports.mailing import Accepted, Envelope, Rejected, SendResult, Throttled, Unknown

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

# SES may take a minute to answer; what hangs up earlier only makes unknowns. Below the function's time-out.
_READ_SECONDS = 60
_CONNECT_SECONDS = 5
# What SES says of the mail itself: the same mail would be refused again. Every other refusal (too fast,
# paused, a domain not verified, credentials that expired) is no fault of the mail: it leaves once mended.
_ABOUT_THE_MAIL = {"MessageRejected", "BadRequestException"}
_REFUSED = range(400, 500)


@dataclass(frozen=True)
class SesMailer:
    configuration_set: str
    region: str

    @cached_property
    def _client(self) -> SESV2Client:
        client: SESV2Client = boto3.client(
            "sesv2",
            region_name=self.region,
            config=Config(
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=_READ_SECONDS,
                retries={"total_max_attempts": 1, "mode": "standard"},
                parameter_validation=False,
                user_agent="relance",
                max_pool_connections=32,
            ),
        )
        return client

    def send(self, envelope: Envelope, ref: OutreachRef) -> SendResult:
        return self._sent(envelope, ref.tags())

    def find(self, ref: OutreachRef) -> SendResult | None:
        """SES has no call that finds a mail by its tags: its events tell, or nobody."""
        return None

    def rate(self) -> float:
        """How many mails a second the account may send; 0 when SES does not say."""
        try:
            return float(self._client.get_account()["SendQuota"]["MaxSendRate"])
        except (BotoCoreError, ClientError, KeyError):
            return 0.0

    def notify(self, envelope: Envelope) -> SendResult:
        """Mails one of our own people (port `Notifier`). Without an outreach's tags nobody follows it."""
        return self._sent(envelope, {})

    def _sent(self, envelope: Envelope, tags: Mapping[str, str]) -> SendResult:
        try:
            answer = self._client.send_email(
                FromEmailAddress=envelope.sender,
                Destination={"ToAddresses": list(envelope.recipients)},
                Content={"Raw": {"Data": envelope.mime}},
                EmailTags=[{"Name": name, "Value": value} for name, value in tags.items()],
                ConfigurationSetName=self.configuration_set,
            )
        except ClientError as error:
            return _refusal(error)
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            # No connection was made: nothing can have been sent.
            return Throttled(type(error).__name__)
        except BotoCoreError as error:
            return Unknown(type(error).__name__)
        message_id = answer.get("MessageId")
        return Accepted(message_id) if message_id else Unknown("no message id")


def _refusal(error: ClientError) -> SendResult:
    code = error.response["Error"]["Code"]
    if error.response["ResponseMetadata"]["HTTPStatusCode"] not in _REFUSED:
        return Unknown(code)
    if code in _ABOUT_THE_MAIL:
        return Rejected(f"{code}: {error.response['Error']['Message']}")
    return Throttled(code)

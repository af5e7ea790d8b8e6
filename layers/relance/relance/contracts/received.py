"""What SES tells of a mail it received (receipt rule, Lambda action).

Only the envelope and the verdicts are modelled. The mail's own header may lack or hold anything, and is
read from the mail itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from relance.domain.inbox import Check, Receipt, Scan


def _known(status: object) -> object:
    """A verdict that SES has yet to invent says nothing."""
    return status if status in {check.value for check in Check} else Check.GRAY


class _Verdict(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    status: Annotated[Check, BeforeValidator(_known)] = Check.GRAY


_UNSAID = _Verdict()


class _Mail(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    timestamp: datetime
    message_id: Annotated[str, Field(alias="messageId", pattern=r"^[\w.-]{1,200}$")]


class _Receipt(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    recipients: tuple[str, ...]
    spam: Annotated[_Verdict, Field(alias="spamVerdict")] = _UNSAID
    virus: Annotated[_Verdict, Field(alias="virusVerdict")] = _UNSAID
    spf: Annotated[_Verdict, Field(alias="spfVerdict")] = _UNSAID
    dkim: Annotated[_Verdict, Field(alias="dkimVerdict")] = _UNSAID
    dmarc: Annotated[_Verdict, Field(alias="dmarcVerdict")] = _UNSAID


class _Ses(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    mail: _Mail
    receipt: _Receipt


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    ses: _Ses


class MailReceived(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    records: Annotated[tuple[_Record, ...], Field(alias="Records", min_length=1)]

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        return tuple(_receipt(record.ses) for record in self.records)


def _receipt(ses: _Ses) -> Receipt:
    said = ses.receipt
    checks = (each.status for each in (said.spam, said.virus, said.spf, said.dkim, said.dmarc))
    return Receipt(ses.mail.message_id, ses.mail.timestamp, said.recipients, Scan(*checks))

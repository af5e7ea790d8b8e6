"""How a message leaves: recorded, handed to its carrier once, and what became of it confirmed.

Every message goes through here, whatever it is (a plan's step, a person's mail, an answer to a reply) and
however it travels. Before that, somebody claimed it, by a conditional write under which nobody else hands it
over: an enrolment's state, a to-do closed, an inbox entry. The order afterwards is always

    record    the outreach is written as pending: from now on the message may have left
    act       one call of the carrier, which nothing repeats by itself
    confirm   the outreach is written with the answer, then what rests on the answer (`Departure.confirm`)

A worker that dies on the way leaves a claim with a lease. Whoever comes after it asks `Leave.became`, and
goes on from the answer; a message of which nothing is known is shown as such and never handed over again.

The carrier's answer may be the whole story or its beginning. A mail is accepted within a second and
delivered within minutes; a letter is accepted today and delivered in days, or comes back in three weeks.
Both are `Accepted`: the message has left us, the contact counts from here, and what follows comes as events
of the carrier that move the outreach on (`record_email_event`, `record_letter_event`). A carrier that can be
asked about a message whose hand-over had no answer says so in `Carrier.find`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
from relance.domain.posted_letter import LetterStatus
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.organization.keep_quota import KeepQuota
from relance.usecases.ports.mailing import Accepted, Carrier, Rejected, SendResult, Throttled, Unknown
from relance.usecases.ports.outreaches import Outreaches

# An event of the mail service resolves an unknown well within this; after it, a person is asked.
UNRESOLVED_AFTER = timedelta(minutes=30)
LOST_WORKER = "the worker stopped before it could record the outcome"


class Departure[Message](Protocol):
    """A message that somebody has claimed, and what follows from its having left or not."""

    @property
    def tenant(self) -> Tenant: ...

    @property
    def message(self) -> Message: ...

    @property
    def record(self) -> Outreach:
        """Its line in the history as long as nothing is known: pending."""
        ...

    @property
    def is_recorded_by_its_claim(self) -> bool:
        """Whether the claim itself holds the outreach's name and instant, under a lease.

        Then nothing is written before the call, and a message that was put off leaves no record: the next
        attempt has the same name. Else each attempt has a name of its own, and a record of its own.
        """
        ...

    def confirm(self, told: Outreach, result: SendResult) -> None:
        """Writes what rests on the answer. Safe to repeat."""
        ...


@dataclass(frozen=True)
class Leave:
    outreaches: Outreaches
    keep_quota: KeepQuota

    def run[Message](self, departure: Departure[Message], carrier: Carrier[Message]) -> SendResult:
        """Hands the message over, once, and writes down what became of it.

        A message beyond the organization's quota is put off as if the carrier had said "too fast".
        """
        record = departure.record
        if not departure.is_recorded_by_its_claim:
            self.outreaches.record(record)
        result = self.keep_quota.run(departure.tenant) or carrier.send(departure.message, record.ref)
        told = with_result(record, result)
        if not (departure.is_recorded_by_its_claim and isinstance(result, Throttled)):
            self.outreaches.record(told)
        departure.confirm(told, result)
        return result

    def became[Message](self, lost: Outreach, carrier: Carrier[Message]) -> Outreach:
        """What is known of a message whose worker is gone, written down. `lost` is its record if there is
        none: the carrier is asked then, and where it cannot say, the message's fate is unknown.
        """
        known = self.outreaches.get(lost.ref)
        if known is not None and known.status not in (EmailStatus.PENDING, EmailStatus.UNKNOWN):
            return known
        found = carrier.find(lost.ref)
        if found is None and known is not None and known.status is EmailStatus.UNKNOWN:
            return known
        told = with_result(known or lost, found or Unknown(LOST_WORKER))
        self.outreaches.record(told)
        return self.outreaches.get(lost.ref) or told


def pending(ref: OutreachRef, recipients: tuple[str, ...], words: Words) -> Outreach:
    """The record of a message that is about to leave, with what history keeps of its words."""
    status = EmailStatus.PENDING
    return Outreach(
        ref=ref,
        status=status,
        recipients=dict.fromkeys(recipients, status),
        subject=words.subject,
        text=words.text,
        language=words.language,
    )


class Words(Protocol):
    @property
    def subject(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def language(self) -> str: ...


def with_result(record: Outreach, result: SendResult) -> Outreach:
    """The record with what the carrier answered."""
    match result:
        case Accepted(message_id=message_id):
            told = replace(_all(record, EmailStatus.SENT), message_id=message_id)
            return _as_letter(told, LetterStatus.SUBMITTED)
        case Rejected(reason=detail):
            return _as_letter(replace(_all(record, EmailStatus.FAILED), detail=detail), LetterStatus.FAILED)
        case Throttled(reason=detail):
            told = replace(_all(record, EmailStatus.FAILED), detail=detail)
            return _as_letter(told, LetterStatus.CANCELLED)
        case Unknown(cause=detail):
            return replace(_all(record, EmailStatus.UNKNOWN), detail=detail)


def _as_letter(told: Outreach, status: LetterStatus) -> Outreach:
    return replace(told, letter=replace(told.letter, status=status)) if told.letter else told


def _all(record: Outreach, status: EmailStatus) -> Outreach:
    return replace(record, status=status, recipients=dict.fromkeys(record.recipients, status))

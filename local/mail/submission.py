"""The one mail that a SendEmail request asks for, within SES's limits.

https://docs.aws.amazon.com/ses/latest/dg/quotas.html
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from . import addresses
from .composing import composed
from .mail import Mail
from .mime import RawMail
from .refusals import BadRequest, NotFound
from .request import Content, Destination, Raw, SendEmail, Simple, Template

MAX_BYTES: Final = 40 * 1024 * 1024
MAX_RECIPIENTS: Final = 50


@dataclass(frozen=True, slots=True)
class Submission:
    """A mail SES takes: its envelope, its tags, and its bytes as they were handed over."""

    source: str
    recipients: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    configuration_set: str | None
    raw: RawMail

    def as_mail(self, mail_id: str, at: datetime) -> Mail:
        headers = self.raw.headers
        return Mail(
            id=mail_id,
            direction="sent",
            at=at,
            source=self.source,
            recipients=self.recipients,
            sender=headers.shown("From"),
            subject=headers.shown("Subject"),
            tags=self.tags,
            configuration_set=self.configuration_set,
            submitted=headers.named("Message-ID", "Date"),
        )


def read(body: bytes) -> Submission:
    """A request's body -> Submission, or the Refusal that SES would answer."""
    try:
        request = SendEmail.model_validate_json(body)
    except ValidationError as error:
        raise BadRequest("; ".join(_fault(**found) for found in error.errors())) from error
    for address in request.reply_to_addresses:
        addresses.bare(address, "ReplyToAddresses")
    envelope = _envelope(request.destination)
    raw = _raw(request)
    source = request.from_email_address or raw.headers.first("From") or ""
    addresses.bare(source, "FromEmailAddress")
    return Submission(
        source,
        _counted(envelope or _addressed(raw)),
        tuple((tag.name, tag.value) for tag in request.email_tags),
        request.configuration_set_name,
        raw,
    )


def _fault(*, loc: tuple[int | str, ...], msg: str, **_: object) -> str:
    return f"{'.'.join(map(str, loc))}: {msg}"


def _raw(request: SendEmail) -> RawMail:
    match request.content:
        case Content(raw=Raw(data=data), simple=None, template=None):
            return _checked(data)
        case Content(raw=None, simple=Simple() as simple, template=None):
            return _checked(composed(simple, request))
        case Content(raw=None, simple=None, template=Template()):
            raise NotFound("Content.Template: no templates are kept here. Send Raw or Simple.")
        case _:
            raise BadRequest("Content: give exactly one of Raw, Simple, Template.")


def _checked(data: bytes) -> RawMail:
    if len(data) > MAX_BYTES:
        raise BadRequest(f"Message length is more than {MAX_BYTES} bytes long: '{len(data)}'.")
    raw = RawMail.parse(data)
    if raw.headers.first("From") is None:
        raise BadRequest("Missing required header 'From'.")
    return raw


def _envelope(destination: Destination) -> list[str]:
    given = {
        "Destination.ToAddresses": destination.to_addresses,
        "Destination.CcAddresses": destination.cc_addresses,
        "Destination.BccAddresses": destination.bcc_addresses,
    }
    return [addresses.bare(each, field) for field, values in given.items() for each in values]


def _addressed(raw: RawMail) -> list[str]:
    """Without a Destination, the mail's own headers address it."""
    named = raw.headers.named("To", "Cc", "Bcc")
    return [each for name, value in named for each in addresses.all_bare(value, name)]


def _counted(found: list[str]) -> tuple[str, ...]:
    if not found:
        raise BadRequest("Destination: Missing required recipients: give at least one To, Cc or Bcc address.")
    if len(found) > MAX_RECIPIENTS:
        raise BadRequest(f"Recipient count exceeds {MAX_RECIPIENTS}: {len(found)}.")
    return tuple(dict.fromkeys(found))

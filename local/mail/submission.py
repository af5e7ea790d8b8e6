"""The SendEmail request: its JSON, SES's limits, and the one mail it asks for.

Shapes and limits: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Annotated, Final, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_pascal

from . import addresses
from .mail import Mail
from .mime import RawMail
from .refusals import BadRequest, NotFound

MAX_BYTES: Final = 40 * 1024 * 1024
MAX_RECIPIENTS: Final = 50

type Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,256}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_pascal, frozen=True)


class _Text(_Shape):
    data: str


class _Body(_Shape):
    text: _Text | None = None
    html: _Text | None = None


class _Header(_Shape):
    name: Annotated[str, Field(min_length=1, max_length=126, pattern=r"^[!-9;-~]+$")]
    value: Annotated[str, Field(min_length=1, max_length=995, pattern=r"^[ -~]*$")]


class _Attachment(_Shape):
    raw_content: Base64Bytes
    file_name: Annotated[str, Field(min_length=1, max_length=255)]
    content_type: Annotated[str, Field(pattern=r"^[!-.0-~]+/[!-.0-~]+$")] = "application/octet-stream"
    content_disposition: Literal["ATTACHMENT", "INLINE"] = "ATTACHMENT"
    content_id: str | None = None


class _Simple(_Shape):
    subject: _Text
    body: _Body
    headers: Annotated[tuple[_Header, ...], Field(max_length=15)] = ()
    attachments: tuple[_Attachment, ...] = ()


class _Raw(_Shape):
    data: Base64Bytes


class _Template(_Shape):
    template_name: str | None = None


class _Content(_Shape):
    simple: _Simple | None = None
    raw: _Raw | None = None
    template: _Template | None = None


class _Destination(_Shape):
    to_addresses: tuple[str, ...] = ()
    cc_addresses: tuple[str, ...] = ()
    bcc_addresses: tuple[str, ...] = ()


class _Tag(_Shape):
    name: Word
    value: Word


class _SendEmail(_Shape):
    content: _Content
    from_email_address: str | None = None
    destination: _Destination = _Destination()
    reply_to_addresses: tuple[str, ...] = ()
    email_tags: tuple[_Tag, ...] = ()
    configuration_set_name: Word | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A mail SES takes: its envelope, its tags, and its bytes as they were handed over."""

    source: str
    recipients: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    configuration_set: str | None
    raw: RawMail

    def as_mail(self, mail_id: str, at: datetime, size: int) -> Mail:
        headers = self.raw.headers
        return Mail(
            id=mail_id,
            direction="sent",
            at=at,
            source=self.source,
            recipients=self.recipients,
            sender=headers.shown("From"),
            subject=headers.shown("Subject"),
            size=size,
            tags=self.tags,
            configuration_set=self.configuration_set,
            submitted=headers.named("Message-ID", "Date"),
        )


def read(body: bytes) -> Submission:
    """A request's body -> Submission, or the Refusal that SES would answer."""
    try:
        request = _SendEmail.model_validate_json(body)
    except ValidationError as error:
        raise BadRequest("; ".join(_fault(**found) for found in error.errors())) from error
    raw = _raw(request.content, request)
    source = request.from_email_address or raw.headers.first("From") or ""
    addresses.bare(source, "FromEmailAddress")
    for address in request.reply_to_addresses:
        addresses.bare(address, "ReplyToAddresses")
    return Submission(
        source,
        _recipients(request.destination, raw),
        tuple((tag.name, tag.value) for tag in request.email_tags),
        request.configuration_set_name,
        raw,
    )


def _fault(*, loc: tuple[int | str, ...], msg: str, **_: object) -> str:
    return f"{'.'.join(map(str, loc))}: {msg}"


def _raw(content: _Content, request: _SendEmail) -> RawMail:
    match content:
        case _Content(raw=_Raw(data=data), simple=None, template=None):
            return _checked(data)
        case _Content(raw=None, simple=_Simple() as simple, template=None):
            try:
                return _checked(_composed(simple, request))
            except ValueError as error:  # how the standard library refuses a header
                raise BadRequest(f"Content.Simple: {error}") from error
        case _Content(raw=None, simple=None, template=_Template()):
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


def _recipients(destination: _Destination, raw: RawMail) -> tuple[str, ...]:
    """The envelope: the Destination, or without one the mail's own To, Cc and Bcc."""
    given = {
        "Destination.ToAddresses": destination.to_addresses,
        "Destination.CcAddresses": destination.cc_addresses,
        "Destination.BccAddresses": destination.bcc_addresses,
    }
    found = [addresses.bare(each, field) for field, values in given.items() for each in values]
    if not found:
        addressed = raw.headers.named("To", "Cc", "Bcc")
        found = [each for name, value in addressed for each in addresses.all_bare(value, name)]
    if not found:
        raise BadRequest("Destination: Missing required recipients: give at least one To, Cc or Bcc address.")
    if len(found) > MAX_RECIPIENTS:
        raise BadRequest(f"Recipient count exceeds {MAX_RECIPIENTS}: {len(found)}.")
    return tuple(dict.fromkeys(found))


def _composed(simple: _Simple, request: _SendEmail) -> bytes:
    """Content.Simple as SES assembles it."""
    if simple.body.text is None and simple.body.html is None:
        raise BadRequest("Content.Simple.Body: give Text, Html or both.")
    message = EmailMessage(policy=SMTP)
    _head(message, "From", (request.from_email_address or "",))
    _head(message, "To", request.destination.to_addresses)
    _head(message, "Cc", request.destination.cc_addresses)
    _head(message, "Reply-To", request.reply_to_addresses)
    message["Subject"] = simple.subject.data
    for header in simple.headers:
        message[header.name] = header.value
    if simple.body.text is not None:
        message.set_content(simple.body.text.data)
    if simple.body.html is not None and simple.body.text is not None:
        message.add_alternative(simple.body.html.data, subtype="html")
    elif simple.body.html is not None:
        message.set_content(simple.body.html.data, subtype="html")
    for attachment in simple.attachments:
        _attach(message, attachment)
    return message.as_bytes()


def _head(message: EmailMessage, name: str, values: Iterable[str]) -> None:
    if text := ", ".join(values):
        message[name] = text


def _attach(message: EmailMessage, attachment: _Attachment) -> None:
    main, sub = attachment.content_type.split("/")
    message.add_attachment(
        attachment.raw_content,
        maintype=main,
        subtype=sub,
        filename=attachment.file_name,
        disposition=attachment.content_disposition.lower(),
        cid=f"<{attachment.content_id}>" if attachment.content_id else None,
    )

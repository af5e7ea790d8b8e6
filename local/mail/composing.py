"""Content.Simple as SES assembles it: one MIME mail."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP

from .refusals import BadRequest
from .request import Attachment, SendEmail, Simple


def composed(simple: Simple, request: SendEmail) -> bytes:
    """The mail's bytes, or BadRequest for a header that cannot be written."""
    try:
        return _message(simple, request).as_bytes()
    except ValueError as error:  # how the standard library refuses a header
        raise BadRequest(f"Content.Simple: {error}") from error


def _message(simple: Simple, request: SendEmail) -> EmailMessage:
    if simple.body.text is None and simple.body.html is None:
        raise BadRequest("Content.Simple.Body: give Text, Html or both.")
    message = EmailMessage(policy=SMTP)
    _head(message, "From", [request.from_email_address or ""])
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
    return message


def _head(message: EmailMessage, name: str, values: Iterable[str]) -> None:
    if text := ", ".join(values):
        message[name] = text


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    main, sub = attachment.content_type.split("/")
    message.add_attachment(
        attachment.raw_content,
        maintype=main,
        subtype=sub,
        filename=attachment.file_name,
        disposition=attachment.content_disposition.lower(),
        cid=f"<{attachment.content_id}>" if attachment.content_id else None,
    )

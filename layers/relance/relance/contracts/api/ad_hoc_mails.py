"""E-mails outside any plan, and the files that go with them, as the API takes and shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints

from relance.contracts.api.base import Email, Input, Name, Output, PathId, ShownId, shown_as
from relance.contracts.api.messages import Message, Preview
from relance.contracts.api.organization import Upload
from relance.usecases.sending.send_ad_hoc import AdHocPreview

MOST_FILES: Final = 10

ContentType = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[A-Za-z0-9.+-]{1,100}$")]


class NewAttachment(Input):
    model_config = shown_as(content_type="application/pdf")

    content_type: ContentType


class AttachmentUpload(Output):
    """Upload the file, then name it by `id` in the message."""

    id: ShownId
    upload: Upload


class Attachment(Input):
    """A file that you have uploaded, and the name under which its reader gets it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{16}$")]
    name: Name
    content_type: ContentType


class NewAdHocMail(Input):
    """Either `message` or the id of a `template`. `to` left out: whoever gets the customer's reminders.

    `invoices` are what the merge fields speak of: left out, the overdue ones, or else all that are open.
    """

    model_config = shown_as(message={"subject": "Your account", "body": "Dear {{ customer_name }}, ..."})

    message: Message | None = None
    template: PathId | None = None
    to: Email | None = None
    cc: Annotated[tuple[Email, ...], Field(max_length=10)] = ()
    invoices: Annotated[tuple[PathId, ...] | None, Field(min_length=1, max_length=200)] = None
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=MOST_FILES)] = ()


class AdHocMailPreview(Output):
    """What would be sent, in `language`. `last_contact` is the day of the last contact with the customer."""

    to: str
    cc: tuple[str, ...]
    language: str
    invoices: tuple[ShownId, ...]
    attachments: tuple[str, ...]
    last_contact: date | None
    preview: Preview

    @classmethod
    def of(cls, shown: AdHocPreview) -> Self:
        mail, composed = shown.mail, shown.composed
        return cls(
            to=mail.contact.email or "",
            cc=mail.cc,
            language=mail.language,
            invoices=tuple(dict.fromkeys(invoice.number for invoice in mail.invoices)),
            attachments=tuple(file.name for file in mail.files),
            last_contact=mail.account.last_contact_on,
            preview=Preview(subject=composed.subject, text=composed.text, html=composed.html),
        )

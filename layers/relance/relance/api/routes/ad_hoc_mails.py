"""E-mails that a person writes to one customer outside any plan."""

from __future__ import annotations

from collections.abc import Mapping

from relance.access.mailing import sent_or_problem
from relance.api.call import Call
from relance.api.mailing import calling_member
from relance.api.routing import Router
from relance.contracts.api.ad_hoc_mails import (
    AdHocMailPreview,
    Attachment,
    AttachmentUpload,
    NewAdHocMail,
    NewAttachment,
)
from relance.contracts.api.base import PathId
from relance.contracts.api.organization import Upload
from relance.contracts.api.timeline import SentEmail
from relance.domain.attachment import Uploaded
from relance.domain.errors import Fault, Refused
from relance.domain.inbox import File
from relance.domain.plan import Message
from relance.usecases.sending.send_ad_hoc import AdHoc

router = Router("Messages")


@router.on("POST", "/attachments")
def upload_attachment(body: NewAttachment) -> AttachmentUpload:
    """Where to upload a file that shall go out with a message: at most 25 MB."""
    call = router.call
    id = call.new_id("attachment")
    form = call.house.attachments.form(call.org, id, body.content_type)
    return AttachmentUpload(id=id, upload=Upload.of(form))


@router.on("POST", "/customers/<customer>/mails/preview", effect="reads")
def preview_ad_hoc_mail(customer: PathId, body: NewAdHocMail) -> AdHocMailPreview:
    """How an e-mail to a customer would read, and to whom it would go. Nothing leaves."""
    call = router.call
    shown = call.house.send_ad_hoc.look(call.tenant, customer, _written(call, body), calling_member(call))
    return AdHocMailPreview.of(shown)


@router.on("POST", "/customers/<customer>/mails")
def send_ad_hoc_mail(customer: PathId, body: NewAdHocMail) -> SentEmail:
    """Write to a customer outside its plan: it counts as a contact, and answers come to the inbox.

    With an Idempotency-Key it leaves at most once, however often it is asked for. A `status` of `unknown`
    says that the mail service gave no answer; a to-do asks what became of it.
    """
    call = router.call
    sent = call.house.send_ad_hoc.send(
        call.tenant,
        customer,
        _written(call, body),
        calling_member(call),
        call.caller.id,
        call.new_id("ad hoc mail"),
    )
    sent_or_problem(sent.result)
    return SentEmail.of(sent.outreach, call.organization.members)


def _written(call: Call, body: NewAdHocMail) -> AdHoc:
    if (body.message is None) == (body.template is None):
        raise Refused(Fault("message_or_template", "message"))
    words = body.message.as_message() if body.message else _template(call, body.template or "")
    return AdHoc(words, body.to, body.cc, body.invoices, files_of(call, body.attachments))


def _template(call: Call, template: str) -> Mapping[str, Message]:
    return call.house.templates.get(call.org, template).messages


def files_of(call: Call, attachments: tuple[Attachment, ...]) -> tuple[File, ...]:
    uploaded = (Uploaded(each.id, each.name, each.content_type) for each in attachments)
    return call.house.attachments.read(call.org, uploaded)

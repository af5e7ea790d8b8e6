"""An e-mail outside any plan, on the wire's form (port `ComposeAdHoc`)."""

from __future__ import annotations

from relance.domain.errors import Fault, Refused
from relance.domain.mail_address import Address
from relance.rendering.answer import too_much
from relance.rendering.composer import facts_of
from relance.rendering.email import compile_message
from relance.rendering.mime import build_mime
from relance.rendering.outgoing import Attachment, OutgoingEmail
from relance.usecases.ports.composing import AdHocMail, Composed
from relance.usecases.ports.mailing import Envelope


def compose(mail: AdHocMail) -> Composed:
    """Raises Refused when the message does not render, when it speaks of invoices and there are none, or when
    an address or a file cannot be written.
    """
    template, facts = compile_message(mail.message.subject, mail.message.body), facts_of(mail, mail.language)
    faults = too_much(1 + len(mail.cc), mail.files)
    if holes := template.holes(facts):
        faults.append(Fault("speaks_of_nothing_open", "body", {"fields": ", ".join(holes)}))
    if faults:
        raise Refused(*faults)
    rendered, sender, to = template.render(facts), mail.from_address, mail.contact.email or ""
    mime = build_mime(
        OutgoingEmail(
            sender=Address(sender.email, name=sender.name),
            reply_to=Address(mail.reply_to, name=sender.name),
            to=(Address(to, name=mail.contact.name),),
            cc=tuple(Address(email) for email in mail.cc),
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            language=mail.language,
            # So that an answer still finds its customer when a mail program drops Reply-To.
            references=(mail.reply_to,),
            automatic=not mail.by_hand,
            attachments=tuple(Attachment(file.name, file.content_type, file.content) for file in mail.files),
        )
    )
    envelope = Envelope(sender.email, (to, *mail.cc), mime)
    return Composed(envelope, rendered.subject, rendered.text, mail.language, rendered.html)

"""A person's answer to a customer's mail, on the wire's form (port `ComposeAnswer`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from relance.domain.errors import Fault, Refused
from relance.domain.inbox import File
from relance.domain.mail_address import Address
from relance.rendering.email_html import html_page
from relance.rendering.mime import build_mime
from relance.rendering.outgoing import Attachment, OutgoingEmail, is_message_id
from relance.rendering.printable import one_line, printable
from relance.usecases.ports.composing import AnswerMail, Composed, ReplyAnswer
from relance.usecases.ports.mailing import Envelope

# SES takes 50 recipients and 40 MB, in which base64 makes four bytes of three.
MOST_RECIPIENTS: Final = 50
MOST_BYTES: Final = 25_000_000
_REFERENCES: Final = 20


def compose(mail: AnswerMail) -> Composed:
    """Raises Refused when an address or a file cannot be written, or there is too much of them."""
    answer, received = mail.answer, mail.entry.received
    if faults := _faults(answer):
        raise Refused(*faults)
    subject, text = one_line(answer.subject), printable(answer.text)
    # Ids that could not be written in a header of ours are left out: the reply address names the thread.
    thread = [each for each in (*reversed(received.thread), received.message_id) if is_message_id(each)]
    mime = build_mime(
        OutgoingEmail(
            sender=Address(mail.sender.email, name=mail.sender.name),
            reply_to=Address(mail.reply_to, name=mail.sender.name),
            to=tuple(Address(email) for email in answer.to),
            cc=tuple(Address(email) for email in answer.cc),
            subject=subject,
            text=text,
            html=html_page(subject, mail.language, text, (), "", ""),
            language=mail.language,
            in_reply_to=received.message_id if is_message_id(received.message_id) else None,
            references=tuple(dict.fromkeys((*thread[-_REFERENCES:], mail.reply_to))),
            attachments=tuple(
                Attachment(file.name, file.content_type, file.content) for file in answer.files
            ),
        )
    )
    envelope = Envelope(mail.sender.email, (*answer.to, *answer.cc), mime)
    return Composed(envelope, subject, text, mail.language)


def _faults(answer: ReplyAnswer) -> list[Fault]:
    faults = too_much(len(answer.to) + len(answer.cc), answer.files)
    if not answer.text.strip():
        faults.append(Fault("email_empty", "text"))
    return faults


def too_much(recipients: int, files: Iterable[File]) -> list[Fault]:
    """What is wrong with a mail to so many recipients, with these files."""
    faults, size = [], sum(len(file.content) for file in files)
    if recipients > MOST_RECIPIENTS:
        faults.append(Fault("email_recipients", "to", {"count": recipients, "limit": MOST_RECIPIENTS}))
    if size > MOST_BYTES:
        megabytes = {"size": size // 1_000_000, "limit": MOST_BYTES // 1_000_000}
        faults.append(Fault("email_too_large", "attachments", megabytes))
    return faults

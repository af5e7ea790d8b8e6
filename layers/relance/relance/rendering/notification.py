"""What a member is told by e-mail about a customer's answer (port `ComposeNotice`)."""

from __future__ import annotations

from typing import Final

from relance.domain.mail_address import Address
from relance.rendering.email_html import html_page
from relance.rendering.mime import build_mime
from relance.rendering.outgoing import OutgoingEmail
from relance.rendering.printable import one_line, printable
from relance.rendering.texts import text
from relance.usecases.ports.composing import Notice
from relance.usecases.ports.mailing import Envelope

_EXCERPT: Final = 2_000
_LONGEST: Final = 150


def compose(notice: Notice) -> Envelope:
    """Marked as automatic: nothing answers it by itself, and it is never taken for a reply."""
    language, received = notice.organization.language, notice.entry.received
    values = {
        "customer": one_line(notice.customer_name)[:_LONGEST],
        "subject": one_line(received.subject)[:_LONGEST],
        "sender": one_line(received.sender.name or received.sender.email)[:_LONGEST],
        "email": received.sender.email[:_LONGEST],
        "excerpt": _excerpt(printable(received.visible)),
        "member": one_line(notice.member.name),
    }
    subject = text(language, "replies", f"notice.{notice.kind}.subject", **values)
    parts = [text(language, "replies", f"notice.{notice.kind}.body", **values)]
    if not received.verified:
        parts.append(text(language, "replies", "notice.unverified", **values))
    if notice.link:
        parts.append(text(language, "replies", "notice.link", link=notice.link))
    body = "\n\n".join(part.strip("\n") for part in parts) + "\n"
    mime = build_mime(
        OutgoingEmail(
            sender=Address(notice.sender.email, name=notice.sender.name),
            to=(Address(notice.member.email, name=notice.member.name),),
            subject=subject,
            text=body,
            html=html_page(subject, language, body, (), "", ""),
            language=language,
            automatic=True,
        )
    )
    return Envelope(notice.sender.email, (notice.member.email,), mime)


def _excerpt(said: str) -> str:
    said = said.strip()
    return said if len(said) <= _EXCERPT else said[:_EXCERPT].rsplit(" ", 1)[0] + " …"

"""The recipient's side: an answer by a person, and one that says the person is away."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, make_msgid

from .headers import Headers
from .reading import opened


@dataclass(frozen=True, slots=True)
class Answer:
    """Envelope and bytes of a mail from a recipient back to where the sender wants answers."""

    source: str
    recipients: tuple[str, ...]
    raw: bytes


def by_a_person(eml: bytes, recipient: str, words: str) -> Answer:
    """`words` above the quoted mail, as mail programs do."""
    original = Headers.of(eml)
    quoted = "".join(f"> {line}\n" for line in opened(eml).text.splitlines())
    said = f"{words.strip()}\n\nOn {original.shown('Date')}, {original.shown('From')} wrote:\n{quoted}"
    return _answer(original, recipient, f"Re: {original.shown('Subject').removeprefix('Re: ')}", said)


def out_of_office(eml: bytes, recipient: str) -> Answer:
    """RFC 3834. It goes to Reply-To when there is one, as those of most mail programs do."""
    original = Headers.of(eml)
    subject = f"Automatic reply: {original.shown('Subject')}"
    said = "I am out of the office and will read your message when I am back.\n"
    return _answer(original, recipient, subject, said, automatic=True)


def _answer(original: Headers, recipient: str, subject: str, said: str, *, automatic: bool = False) -> Answer:
    to = tuple(address for _, address in original.people("Reply-To") or original.people("From"))
    message = EmailMessage(policy=SMTP)
    message["From"] = recipient
    message["To"] = ", ".join(to)
    message["Subject"] = subject
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain=recipient.rpartition("@")[2])
    message["In-Reply-To"] = original.first("Message-ID")
    message["References"] = " ".join(value for _, value in original.named("References", "Message-ID"))
    if automatic:
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(said)
    return Answer(recipient, to, message.as_bytes())

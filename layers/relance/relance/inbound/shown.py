"""What is shown first of a mail: the answer in it, and where no words can be shown, why not.

A mail without words is never shown empty. Nobody knows yet who will read the line that stands for them, so
it says the same in English and French.
"""

from __future__ import annotations

from typing import Final

from relance.inbound.calendar import Meeting
from relance.inbound.mail import Mail
from relance.inbound.reply_text import reply_text

_ENCRYPTED: Final = (
    "[Encrypted mail: it can be read in the mail program of its recipient alone. Ask for it unencrypted.]\n"
    "[Message chiffré : seul le logiciel de son destinataire peut le lire. Demandez-le en clair.]"
)
UNREAD: Final = (
    "[This mail could not be read: open the original file.]\n"
    "[Ce message n'a pas pu être lu : ouvrez le fichier d'origine.]"
)
_UNREAD_DEFECTS: Final = frozenset({"unread-smime", "unread-tnef", "unread-part", "flattened"})
_EMPTY: Final = "[Mail without text.]\n[Message sans texte.]"
_ANSWERS: Final = {
    "accepted": ("accepted", "acceptée"),
    "declined": ("declined", "refusée"),
    "tentative": ("accepted for now", "acceptée provisoirement"),
    "delegated": ("passed on to somebody else", "transmise à quelqu'un d'autre"),
}
_MOST_NAMES: Final = 5


def shown(mail: Mail, parent: str = "") -> str:
    """The visible text; `parent` is the text of our mail that this one answers, when known."""
    answer = reply_text(mail.text, parent).visible
    if answer.strip():
        return answer
    return mail.enclosed_text.strip("\n") or _without_words(mail)


def _without_words(mail: Mail) -> str:
    if mail.meetings:
        return _met(mail.meetings[0])
    if "encrypted" in mail.defects:
        return _ENCRYPTED
    if _UNREAD_DEFECTS & set(mail.defects):
        return UNREAD
    names = [file.name for file in (*mail.attachments, *mail.images) if file.name]
    if names:
        listed = ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
        return f"[Mail without text, with files: {listed}]\n[Message sans texte, avec fichiers : {listed}]"
    return _EMPTY


def _met(meeting: Meeting) -> str:
    about = " ".join(part for part in (meeting.summary, meeting.day and f"({meeting.day})") if part)
    if meeting.answer:
        english, french = _ANSWERS.get(meeting.answer, (meeting.answer, meeting.answer))
        lines = [f"[Meeting {english}: {about}]", f"[Réunion {french} : {about}]"]
    else:
        lines = [f"[Meeting invitation: {about}]", f"[Invitation à une réunion : {about}]"]
    return "\n".join((*lines, meeting.comment) if meeting.comment else lines)

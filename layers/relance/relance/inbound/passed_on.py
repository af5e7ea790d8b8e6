"""A mail that somebody else passes on: a colleague's "TR:", an Outlook rule's, one enclosed as a file."""

from __future__ import annotations

from itertools import islice

from relance.inbound.addresses import addresses
from relance.inbound.mail import Mail
from relance.inbound.phrases import by_language, fold
from relance.inbound.quotation import first_boundary
from relance.inbound.subject import is_forward

_LINES = 5_000
_HEADER = 16  # lines after the start of a quotation in which its author is looked for


def is_passed_on(mail: Mail) -> bool:
    """Whether what there is to read was written by somebody else than the sender."""
    is_file = any(file.content_type == "message/rfc822" for file in mail.attachments)
    if mail.enclosed_text or (is_file and is_forward(mail.subject)):
        return True
    return is_forward(mail.subject) and first_boundary(mail.text.split("\n")[:_LINES]) is not None


def first_author(mail: Mail) -> str:
    """The address of whoever wrote it first, as the forward says, or "". Anybody can forge it."""
    if mail.original:
        return next(
            (one.email for one in addresses(mail.original.as_written("From")) if "@" in one.email), ""
        )
    lines = mail.text.split("\n")[:_LINES]
    boundary = first_boundary(lines)
    if boundary is None:
        return ""
    labels = {word for words in by_language("quotation", "from").values() for word in words}
    for line in islice(lines, boundary.start, boundary.start + _HEADER):
        name, colon, value = line.strip("*_> ").partition(":")
        if colon and fold(name).strip("* ") in labels:
            return next((one.email for one in addresses([value.strip("* ")]) if "@" in one.email), "")
    return ""

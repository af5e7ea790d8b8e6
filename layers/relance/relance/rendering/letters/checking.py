"""Whether a letter may leave: its address, its pages, its attachments, under the limits of who prints it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from relance.domain.errors import Fault
from relance.domain.postal_address import PostalAddress
from relance.rendering.letters.address_block import address_faults
from relance.rendering.letters.attachment import LetterFile, Looked, look_at
from relance.rendering.letters.letter import Service
from relance.rendering.letters.limits import Limits
from relance.rendering.letters.printed_area import area_faults
from relance.rendering.letters.profile import Profile
from relance.rendering.letters.typeset import Printed

_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Checked:
    """`faults` is empty for a letter that may leave. A fault that concerns a page names it in its values.
    `sheets` counts paper, printed on both sides; each document begins on a new sheet.
    """

    faults: tuple[Fault, ...]
    pages: int
    sheets: int


def check(
    printed: Printed,
    recipient: PostalAddress,
    service: Service,
    attachments: Sequence[LetterFile],
    profile: Profile,
    limits: Limits,
) -> Checked:
    """Every fault at once, in the order in which a person would mend them."""
    faults = [*address_faults(recipient)]
    served = limits.registered_to
    if service is Service.REGISTERED and served and recipient.country not in served:
        faults.append(Fault("letter_not_registered_there", "country", {"country": recipient.country}))
    faults += area_faults(printed.pdf, profile, limits.printable_margin)
    faults += _too_many(attachments, limits)
    looked = [look_at(file) if _fits(file, limits) else _too_large(file, limits) for file in attachments]
    faults += [fault for each in looked for fault in each.faults]
    pages = [printed.pages, *(each.pages for each in looked)]
    sheets = sum((each + 1) // 2 for each in pages)
    if sheets > limits.sheets:
        faults.append(Fault("letter_too_many_sheets", "letter", {"sheets": sheets, "limit": limits.sheets}))
    size = len(printed.pdf) + sum(len(file.content) for file in attachments)
    if size > limits.total_megabytes * _MEGABYTE:
        values = {"size": -(-size // _MEGABYTE), "limit": limits.total_megabytes}
        faults.append(Fault("letter_too_large", "attachments", values))
    return Checked(tuple(faults), sum(pages), sheets)


def _too_many(attachments: Sequence[LetterFile], limits: Limits) -> Iterator[Fault]:
    most = min(limits.attachments, limits.documents - 1)
    if len(attachments) > most:
        values = {"count": len(attachments), "limit": most}
        yield Fault("letter_too_many_attachments", "attachments", values)


def _fits(file: LetterFile, limits: Limits) -> bool:
    return len(file.content) <= limits.attachment_megabytes * _MEGABYTE


def _too_large(file: LetterFile, limits: Limits) -> Looked:
    values: dict[str, str | int] = {
        "name": file.name,
        "size": -(-len(file.content) // _MEGABYTE),
        "limit": limits.attachment_megabytes,
    }
    return Looked(0, (Fault("letter_attachment_too_large", file.name, values),))

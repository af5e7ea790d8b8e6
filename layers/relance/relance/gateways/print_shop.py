"""The print shop: finished letters laid out for a person to print and post (port `PostalProvider`).

A letter is two objects below `ORG/print-shop/`: NAME.pdf, and NAME.json, its cover sheet, which says where it
goes and how. The cover sheet is written last: a letter without one was not handed over.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

from relance.domain.outreach import OutreachRef
from relance.usecases.ports.mailing import Accepted, SendResult, Throttled
from relance.usecases.ports.posting import LetterFiles, LetterToPost

_NOT_THERE: Final = Throttled("the print shop does not have the letter")


@dataclass(frozen=True)
class PrintShop:
    """What it has is written once, under the letter's own name: handing a letter over twice lays out one."""

    files: LetterFiles
    name: str = "print-shop"

    def send(self, letter: LetterToPost, ref: OutreachRef, /) -> SendResult:
        place = _place(ref)
        cover = {
            "letter": ref.name,
            "customer": ref.customer,
            "service": "registered" if letter.registered else "simple",
            "sheets": letter.sheets,
            "address": {name: value for name, value in asdict(letter.address).items() if value},
        }
        self.files.put(f"{place}.pdf", letter.pdf, "application/pdf")
        told = json.dumps(cover, ensure_ascii=False, indent=1).encode()
        self.files.put(f"{place}.json", told, "application/json")
        return Accepted(ref.name)

    def find(self, ref: OutreachRef, /) -> SendResult | None:
        return Accepted(ref.name) if self.files.holds(f"{_place(ref)}.json") else _NOT_THERE


def _place(ref: OutreachRef) -> str:
    return f"{ref.org}/print-shop/{ref.name}"

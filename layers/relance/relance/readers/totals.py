"""Lines that sum up the lines above them: they are no invoices and no payments."""

from __future__ import annotations

import re
from dataclasses import dataclass

from relance.readers.clean import normalised
from relance.readers.table import Header, Line, as_text

_LABEL = re.compile(
    r"(?:sous|sub)tota(?:ls?|ux).*|(?:grand)?tota(?:ls?|ux)\D*|(?:gesamt)?summe\D*|solde(?:au|final)\D*"
)
_BARE = re.compile(r"(?:grand)?tota(?:ls?|ux)(?:general|generaux)?")
_LONGEST = 200
_NUMBER = {"invoices": "number", "payments": "invoice_number"}
_DAY = {"invoices": "issue_date", "payments": "received_on"}
_NAMES = ("number", "invoice_number", "customer_id", "customer_name", "kind")


@dataclass
class Totals:
    """Looks at the lines of one file in their order."""

    header: Header
    above: int = 0
    """Lines since the last totals."""

    def is_one(self, line: Line) -> bool:
        """A line called a total, without a day and a number of its own: at most the count of those above."""
        found = self._is_one(line)
        self.above = 0 if found else self.above + 1
        return found

    def _is_one(self, line: Line) -> bool:
        if self.header.kind not in _NUMBER:
            return False
        first = next((text for cell in line.cells if (text := as_text(cell).strip())), "")
        texts = (first, *(self._text(line, field) for field in _NAMES))
        called = [name for name in (normalised(text[:_LONGEST]) for text in texts) if name]
        labels = [name for name in called if _LABEL.fullmatch(name)]
        if not labels:
            return False
        number = normalised(self._text(line, _NUMBER[self.header.kind]))
        if not self._text(line, _DAY[self.header.kind]):
            return number in ("", f"{self.above}", *labels)
        # A day of its own: an invoice of a company of that name looks the same, but for its number.
        return number == f"{self.above}" and any(_BARE.fullmatch(label) for label in labels)

    def _text(self, line: Line, field: str) -> str:
        position = self.header.positions.get(field)
        return "" if position is None else as_text(line.cells[position]).strip()

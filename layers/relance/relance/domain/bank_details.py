"""Where a customer pays to: the organization's bank account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_GROUP: Final = 4
_INVOICES: Final = "#REF#"


@dataclass(frozen=True, slots=True)
class BankDetails:
    """`iban` (ISO 13616) and `bic` (ISO 9362) are compact and in capitals: "FR1420041010050500013M02606".

    `reference` is what the customer is asked to quote with a transfer; `#REF#` in it stands for the numbers
    of the invoices ("ACME #REF#"). Empty, the numbers alone are asked for.
    """

    iban: str
    holder: str
    bic: str = ""
    reference: str = ""

    @property
    def spaced_iban(self) -> str:
        """As people read and type it: "FR14 2004 1010 0505 0001 3M02 606"."""
        return " ".join(self.iban[i : i + _GROUP] for i in range(0, len(self.iban), _GROUP))

    def reference_for(self, invoices: str) -> str:
        """What to quote with a transfer for these invoices: "F-1, F-2"."""
        return self.reference.replace(_INVOICES, invoices).strip() or invoices

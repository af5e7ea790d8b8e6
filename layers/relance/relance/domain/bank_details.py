"""Where a customer pays to: the organization's bank account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_GROUP: Final = 4
_NUMBER: Final = "#REF#"


@dataclass(frozen=True, slots=True)
class BankDetails:
    """`iban` (ISO 13616) and `bic` (ISO 9362) are compact and in capitals: "FR1420041010050500013M02606".

    `reference` is what the customer is asked to quote with a transfer; `#REF#` in it stands for the number of
    the invoice, or of the customer when there are several ("ACME #REF#"). Empty, that number alone is asked
    for.
    """

    iban: str
    holder: str
    bic: str = ""
    reference: str = ""

    @property
    def spaced_iban(self) -> str:
        """As people read and type it: "FR14 2004 1010 0505 0001 3M02 606"."""
        return " ".join(self.iban[i : i + _GROUP] for i in range(0, len(self.iban), _GROUP))

    def reference_for(self, number: str) -> str:
        """What to quote with a transfer: "ACME F-1"."""
        return self.reference.replace(_NUMBER, number).strip() or number

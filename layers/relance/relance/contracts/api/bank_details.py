"""The bank account that customers pay to, as the API takes and shows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import ModuleType
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from relance.contracts.api.base import Input, Line, Name, Output, shown_as
from relance.domain import bank_details as domain

_COMPACT: Final = re.compile(r"[A-Z0-9]{8,34}")
_REFERENCE: Final = (
    "What the customer is asked to quote with a transfer; `#REF#` stands for the number of the invoice, or "
    "of the customer when there are several. Left out, that number alone."
)


def _iban(text: str) -> str:
    """Its form and its check digits are checked. Whether the bank exists is not: the library's lists of
    banks are never complete.
    """
    from stdnum import iban

    return _checked(iban, "iban", lambda: iban.validate(text, check_country=False))


def _bic(text: str) -> str:
    from stdnum import bic

    return _checked(bic, "bic", lambda: bic.validate(text)) if text else ""


def _checked(kind: ModuleType, code: str, validate: Callable[[], str]) -> str:
    from stdnum.exceptions import ValidationError

    try:
        compact = validate()
    except ValidationError:
        raise PydanticCustomError(code, f"not a valid {kind.__name__}") from None
    if not _COMPACT.fullmatch(compact):
        raise PydanticCustomError(code, f"not a valid {kind.__name__}")
    return compact


Iban = Annotated[
    str,
    StringConstraints(max_length=60),
    AfterValidator(_iban),
    WithJsonSchema({"type": "string", "maxLength": 60, "examples": ["FR14 2004 1010 0505 0001 3M02 606"]}),
]
Bic = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=20),
    AfterValidator(_bic),
    WithJsonSchema({"type": "string", "maxLength": 20, "examples": ["PSSTFRPPPAR"]}),
]


class BankDetails(Input):
    """`iban` and `bic` are taken with or without spaces, in any case; the BIC may be left out."""

    model_config = shown_as(
        iban="FR14 2004 1010 0505 0001 3M02 606", bic="PSSTFRPPPAR", holder="Acme SAS", reference="#REF#"
    )

    iban: Iban
    holder: Name
    bic: Bic = ""
    reference: Annotated[Line, Field(description=_REFERENCE)] = ""

    def as_details(self) -> domain.BankDetails:
        return domain.BankDetails(self.iban, self.holder, self.bic, self.reference)


class ShownBankDetails(Output):
    """`iban` and `bic` are compact, in capitals."""

    iban: str
    holder: str
    bic: str
    reference: str

    @classmethod
    def of(cls, details: domain.BankDetails) -> Self:
        return cls(iban=details.iban, holder=details.holder, bic=details.bic, reference=details.reference)

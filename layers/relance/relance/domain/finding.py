"""By which letters a customer or an invoice is found (`words of an index`, in the order of an alphabet).

Accents and case are folded: "Crédit d'Été" has the words `credit`, `d` and `ete`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from relance.domain.customer import Account, Customer
from relance.domain.receivables import CreditNote

_WORD: Final = re.compile(r"[^\W_]+")
# Letters with a stroke or joined, which have no accent to take off.
_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
# Of a name or id so many words are kept, of a number so many places where one may begin to read it.
WORDS_OF_A_CUSTOMER: Final = 12
PLACES_OF_A_NUMBER: Final = 3
LETTERS_OF_A_WORD: Final = 60


class FoundKind(StrEnum):
    CUSTOMER = "customer"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True)
class Found:
    """`id` is a customer's, or a number; `name` is the customer's, and empty for a number."""

    kind: FoundKind
    id: str
    customer: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    """Other ids of the customer."""

    def has(self, wanted: tuple[str, ...]) -> bool:
        """Whether each of those words begins a word of it."""
        words = words_of(" ".join((self.id, self.name, *self.aliases)))
        return all(any(word.startswith(one) for word in words) for one in wanted)


def words_of(text: str) -> tuple[str, ...]:
    # Twice: the fold of a compatibility letter, such as a mathematical A, is that of the plain letter.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_LETTERS)
    return tuple(word[:LETTERS_OF_A_WORD] for word in _WORD.findall(bare))


def entries_of(account: Account) -> dict[tuple[str, Found], None]:
    """What leads to the customer, and to each number of it that the account holds: (words, what is found). A
    customer that was merged into another is found there, by its id.
    """
    merged = account.customer.merged_into is not None
    found = {} if merged else dict.fromkeys(_of_customer(account.customer))
    for number, kind in _numbers(account).items():
        found |= dict.fromkeys(_of_number(number, kind, account.customer.id))
    return found


def _of_customer(customer: Customer) -> Iterator[tuple[str, Found]]:
    found = Found(FoundKind.CUSTOMER, customer.id, customer.id, customer.name, customer.aliases)
    words = dict.fromkeys((*words_of(customer.name), *words_of(" ".join(customer.ids))))
    for word in tuple(words)[:WORDS_OF_A_CUSTOMER]:
        yield word, found


def _numbers(account: Account) -> Mapping[str, FoundKind]:
    """As people know them: of instalments, the number of the invoice."""
    credits_ = account.receivables.credits
    notes = {c.number: FoundKind.CREDIT_NOTE for c in credits_ if isinstance(c, CreditNote)}
    invoices = account.receivables.invoices.values()
    return {**notes, **{invoice.document or invoice.number: FoundKind.INVOICE for invoice in invoices}}


def _of_number(number: str, kind: FoundKind, customer: str) -> Iterator[tuple[str, Found]]:
    """`FA-2026-00123` is found by `fa 2026 00123`, `2026 00123` and `00123`: read from any of its words."""
    words = words_of(number)
    for place in sorted({0, *range(max(0, len(words) - PLACES_OF_A_NUMBER + 1), len(words))}):
        if words:
            yield " ".join(words[place:])[:LETTERS_OF_A_WORD], Found(kind, number, customer)

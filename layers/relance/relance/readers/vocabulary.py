"""Which words stand for which field of which kind of file, and which columns a file must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from relance.domain.imports import ReadingKind
from relance.readers import header_words as said
from relance.readers.clean import normalised

ANY = "any"
"""Of headers that several languages share."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a header stands for. `tier` 0 names the field for sure; the lower `rank`, the better a name."""

    field: str
    tier: int
    rank: int
    language: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One kind of file. `headers`: field -> the headers it is known by, best first.

    `needed`: groups of fields, at least one of each must be there. `hints`: words of a file name. `own`:
    fields by which invoices and payments are told apart, where the other has no such column.
    """

    kind: ReadingKind
    words: Mapping[str, Mapping[str, str]]
    needed: tuple[tuple[str, ...], ...]
    hints: tuple[str, ...]
    own: frozenset[str] = frozenset()

    @property
    def headers(self) -> Mapping[str, tuple[str, ...]]:
        return _headers(self.kind)

    def known(self, header: str) -> Known | None:
        """What a header stands for; None when nobody has said."""
        return _known(self.kind).get(normalised(header))

    def examples(self, field: str, language: str) -> str:
        """Three headers for a field, in a language: to be named in a message."""
        words = self.words.get(language, {}).get(field) or self.words["en"].get(field, field)
        return ", ".join([alias for _, alias in _aliases(words)][:3])


def _merged(*parts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Language -> field -> words, of all parts; a field that two parts have is known by both their words."""
    found: dict[str, dict[str, str]] = {}
    for part in parts:
        for language, fields in part.items():
            of = found.setdefault(language, {})
            for field, words in fields.items():
                of[field] = _joined(of[field], words) if field in of else words
    return found


def _joined(first: str, second: str) -> str:
    """Tier by tier: `a | b` and `c | d` are `a, c | b, d`."""
    tiers = [tuple(tier.split("|")) for tier in (first, second)]
    longest = max(map(len, tiers))
    padded = [(*tier, *[""] * (longest - len(tier))) for tier in tiers]
    return " | ".join(f"{one}, {other}" for one, other in zip(*padded, strict=True))


def _as(field: str, words: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {language: {field: aliases} for language, aliases in words.items()}


def _only(language: str, **fields: str) -> dict[str, dict[str, str]]:
    return {language: fields}


def _aliases(words: str) -> Iterator[tuple[int, str]]:
    """Each header with its tier."""
    for tier, aliases in enumerate(words.split("|")):
        for alias in aliases.split(","):
            if alias.strip():
                yield tier, " ".join(alias.split())


_BUYER = ("customer_id", "customer_name", "siren", "vat")

INVOICES = Vocabulary(
    kind="invoices",
    words=_merged(
        said.CUSTOMER,
        _as("customer_name", said.COMPANY),
        _as("email", said.EMAIL),
        _as("currency", said.CURRENCY),
        _as("language", said.LANGUAGE),
        _as("paid_on", said.RECEIVED),
        _as("number", said.INVOICE_NUMBER),
        _as("terms", said.TERMS),
        _as("applies_to", said.APPLIES_TO),
        said.INVOICES,
        _only("en", customer_name="Contact name, Contact"),
        _only("fr", customer_name="Nom"),
    ),
    needed=(("number",), _BUYER, ("issue_date",), ("total", "debit", "outstanding")),
    hints=("invoice", "factur", "avoir", "creditnote", "rechnung", "fattur", "openitem", "receivable"),
    own=frozenset({"issue_date", "due_date", "total", "debit", "outstanding", "kind", "disputed", "status"}),
)

CONTACTS = Vocabulary(
    kind="contacts",
    words=_merged(
        said.CUSTOMER,
        _as("customer_name", said.COMPANY),
        _as("email", said.EMAIL),
        _as("language", said.LANGUAGE),
        said.CONTACTS,
    ),
    needed=(_BUYER, ("email", "street", "parent")),
    hints=("contact", "client", "customer"),
)

PAYMENTS = Vocabulary(
    kind="payments",
    words=_merged(
        said.CUSTOMER,
        _as("customer_name", said.COMPANY),
        _as("currency", said.CURRENCY),
        _as("received_on", said.RECEIVED),
        _as("invoice_number", said.INVOICE_NUMBER),
        _as("invoice_number", said.APPLIES_TO),
        said.PAYMENTS,
    ),
    needed=(("received_on",), ("amount",), ("invoice_number", *_BUYER)),
    hints=("payment", "paiement", "reglement", "encaissement", "virement", "prelevement", "remittance"),
    own=frozenset({"received_on", "amount", "reference"}),
)

# Two kinds that explain a header equally well: the earlier one is meant.
VOCABULARIES = (INVOICES, CONTACTS, PAYMENTS)


def vocabulary(kind: ReadingKind) -> Vocabulary:
    return next(words for words in VOCABULARIES if words.kind == kind)


@cache
def _headers(kind: ReadingKind) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for fields in vocabulary(kind).words.values():
        for field, aliases in fields.items():
            found[field] = found.get(field, ()) + tuple(alias for _, alias in _aliases(aliases))
    return found


@cache
def _known(kind: ReadingKind) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for language, fields in vocabulary(kind).words.items():
        for field, aliases in fields.items():
            for rank, (tier, alias) in enumerate(_aliases(aliases)):
                name = normalised(alias)
                before = found.get(name)
                shared = language if before is None or before.language == language else ANY
                if before is None or (tier, rank) < (before.tier, before.rank):
                    found[name] = Known(field, tier, rank, shared)
                elif before.language != shared:
                    found[name] = Known(before.field, before.tier, before.rank, shared)
    return found


@lru_cache(maxsize=4)
def word_set(words: str) -> frozenset[str]:
    """A list of headers as they are compared."""
    return frozenset(normalised(alias) for _, alias in _aliases(words))

"""Which column is which field: by a mapping, by headers that are known, else by the parts of a header."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from relance.domain.imports import ColumnMapping
from relance.readers.clean import normalised, words_of
from relance.readers.currencies import split_header
from relance.readers.header_words import LAST_RESORT
from relance.readers.vocabulary import ANY, Known, Vocabulary

_LONGEST = 120
_IN_UTC = re.compile(r"\((?:utc|gmt)\)\s*$", re.IGNORECASE)
_TABLE_PREFIX = re.compile(r"^[a-z]{1,3}\.(?=[a-z])")  # `f.total_ttc`, as SQL-minded exports write it
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# One word for a code or name of a customer: beside a column that is surely the name, the code.
_EITHER = words_of(
    """customer client debitor kunde party partner cliente klant debiteur tiers debtor buyer"""
)


_BUYER = ("customer_id", "customer_name", "siren", "vat")
_LITTLE = {normalised(header): meant for header, meant in LAST_RESORT.items()}


@dataclass(frozen=True, slots=True)
class Match:
    """Field -> column, counted from 0. `rivals`: columns that name the field as surely as the one chosen.

    `guessed` fields have a header that nobody has said, only its parts.
    """

    positions: Mapping[str, int]
    rivals: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    guessed: frozenset[str] = frozenset()
    languages: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    tier: int
    rank: int
    position: int


def match(words: Vocabulary, names: Sequence[str], mapping: ColumnMapping) -> Match:
    """A mapped column comes first, then the surest header, then the best known, then the leftmost."""
    mapped = {normalised(header): meant for header, meant in mapping.columns.items()}
    candidates: dict[str, list[_Candidate]] = {}
    languages: Counter[str] = Counter()
    unknown: list[int] = []
    for position, name in enumerate(names):
        if not name or name.startswith("_") or len(name) > _LONGEST:
            continue
        chosen = mapped.get(normalised(name), "")
        known = Known(chosen, -1, -1, ANY) if chosen in words.headers else _known(words, name)
        if known is None:
            unknown.append(position)
        else:
            candidates.setdefault(known.field, []).append(_Candidate(known.tier, known.rank, position))
            languages[known.language] += 1
    positions = {meant: min(found).position for meant, found in candidates.items()}
    rivals = {meant: _rivals(found) for meant, found in candidates.items() if len(found) > 1}
    positions |= _code_beside_name(candidates, positions, names)
    positions |= _last_resort(words, names, unknown, positions)
    unknown = [position for position in unknown if position not in positions.values()]
    guesses = dict(_guessed(words, names, unknown, positions))
    positions |= {meant: position for meant, position in guesses.items() if meant not in positions}
    return Match(
        positions, {meant: them for meant, them in rivals.items() if them}, frozenset(guesses), languages
    )


def _last_resort(
    words: Vocabulary, names: Sequence[str], unknown: Sequence[int], positions: Mapping[str, int]
) -> dict[str, int]:
    """What headers that say little are, where no other column is that."""
    found: dict[str, int] = {}
    for position in unknown:
        for meant in _LITTLE.get(normalised(names[position]), ()):
            taken = positions.keys() | found.keys()
            field_meant = "customer_id" if meant == "buyer" else meant
            is_free = taken.isdisjoint(_BUYER) if meant == "buyer" else meant not in taken
            if is_free and field_meant in words.headers:
                found[field_meant] = position
                break
    return found


def knows(words: Vocabulary, name: str) -> bool:
    """Whether a header stands for some field of a kind of file."""
    return len(name) <= _LONGEST and _known(words, name) is not None


def is_in_utc(name: str) -> bool:
    """Whether a column's header says that its moments are in UTC: `Due Date (UTC)`."""
    return bool(_IN_UTC.search(name[-_LONGEST:]))


def _known(words: Vocabulary, name: str) -> Known | None:
    bare = _TABLE_PREFIX.sub("", _IN_UTC.sub("", name))
    return words.known(name) or words.known(bare) or words.known(split_header(bare, "")[0])


def _rivals(found: Sequence[_Candidate]) -> tuple[int, ...]:
    best = min(found)
    return tuple(
        other.position for other in sorted(found) if other is not best and other.tier == best.tier >= 0
    )


def _code_beside_name(
    candidates: Mapping[str, Sequence[_Candidate]], positions: Mapping[str, int], names: Sequence[str]
) -> dict[str, int]:
    """`Customer` beside `Customer name` is the customer's code."""
    if "customer_id" in positions:
        return {}
    found = sorted(candidates.get("customer_name", ()))
    codes = [
        c.position for c in found[1:] if c.tier > found[0].tier and normalised(names[c.position]) in _EITHER
    ]
    return {"customer_id": codes[0]} if codes else {}


_CUSTOMER = words_of("cust customer client debtor debitor kunde kunden cliente klant payer buyer tiers")
_NUMBER = words_of("number num no nr nbr id code key ref numero")
_NAME = words_of("name nom nombre nome naam")
_INVOICE = words_of(
    """inv invoice invc bill doc document facture fact rechnung beleg voucher factura factuur"""
)
_DATE = words_of("date dt datum fecha data day")
_ISSUED = _INVOICE | words_of("issue issued create created posting billing emission")
_DUE = words_of("due echeance ech maturity fallig vencimiento scadenza deadline")
_AMOUNT = words_of("amount amt total value montant mt mnt betrag importe importo bedrag sum ttc gross")
_OPEN = words_of("""open outstanding remaining balance unpaid restant reste solde residual offen pendiente""")
_PAID = words_of("paid payment pay received clear clearing cleared reglement paiement settled regle")
_CURRENCY = words_of("currency curr ccy cur devise wahrung moneda valuta")
_RUNNING = words_of("running progressif cumul cumule cumulative cumulated courant")
_NOT_GROSS = words_of("net tax vat tva ht mwst iva btw discount remise unit price qty rate fee gst due")


def _guessed(
    words: Vocabulary, names: Sequence[str], unknown: Sequence[int], positions: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    """What the parts of unknown headers say of fields that no column is known for: `dt_inv_create`.

    Two columns for one field are no guess: somebody has to say which.
    """
    found: dict[str, list[int]] = {}
    for position in unknown:
        if meant := _by_parts(_parts(names[position])):
            found.setdefault(meant, []).append(position)
    for meant, columns in found.items():
        if meant in words.headers and meant not in positions and len(columns) == 1:
            yield meant, columns[0]


def _parts(name: str) -> frozenset[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return frozenset(part.lower() for part in _PART.findall(plain))


def _by_parts(parts: frozenset[str]) -> str | None:  # noqa: C901 - one question after the other
    if parts & _RUNNING:
        return None
    if parts & _DATE:
        if parts & _DUE:
            return "due_date"
        return "issue_date" if parts & _ISSUED and not parts & _PAID else None
    if parts & _CURRENCY and not parts & _AMOUNT:
        return "currency"
    if parts & (_AMOUNT | _OPEN) and not parts & (_NOT_GROSS | _PAID | _NUMBER):
        if parts & _OPEN:
            return "outstanding"
        return "total"
    if parts & _CUSTOMER:
        if parts & _NAME:
            return "customer_name"
        return "customer_id" if parts & _NUMBER else None
    return "number" if parts & _INVOICE and parts & _NUMBER else None

"""Which line names the columns, what kind of file that makes it, and which column is which field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from relance.domain.errors import Fault, Refused
from relance.domain.imports import ColumnMapping
from relance.readers.currencies import split_header
from relance.readers.table import HEADER_DEPTH, MAX_COLUMNS, Header, Line, as_text
from relance.readers.vocabulary import INVOICES, PAYMENTS, VOCABULARIES, Vocabulary, normalised, vocabulary

# One known word happens in any text; a second one makes it a header.
_LEAST_FIELDS = 2
_NEEDED, _USEFUL, _HINTED = 3, 1, 3
# Not as part of another word: `savoir`.
_CREDIT_NOTES = re.compile(r"(?<![^\W\d_])(?:avoirs?|credit[\W_]*(?:note|memo)s?)(?![^\W\d_])", re.IGNORECASE)
_INVOICES = re.compile(r"factur|invoice", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeaderSearch:
    """What is known before looking: the file's name, and a mapping its owner chose."""

    filename: str
    mapping: ColumnMapping

    def best(self, lines: Sequence[Line]) -> Header | None:
        """The likeliest header among the first lines; None when there is none."""
        found = [header for line in lines[:HEADER_DEPTH] for header in self._headers(line)]
        return max(found, key=lambda header: header.score, default=None)

    def _headers(self, line: Line) -> Iterable[Header]:
        names = tuple(" ".join(as_text(cell).split()) for cell in line.cells)
        if line.fault or len(names) > MAX_COLUMNS:
            return
        found = [(words, _positions(words, names, self.mapping)) for words in self._kinds()]
        # Of kinds that score alike, the one that lacks less comes first, and `max` keeps the first.
        for words, positions in sorted(found, key=lambda kind: len(missing(*kind))):
            if len(positions) >= _LEAST_FIELDS:
                yield Header(words.kind, line.number, names, positions, self._score(words, positions))

    def _kinds(self) -> Sequence[Vocabulary]:
        return [vocabulary(self.mapping.kind)] if self.mapping.kind else VOCABULARIES

    def _score(self, words: Vocabulary, positions: Mapping[str, int]) -> int:
        groups = len(words.needed) - len(missing(words, positions))
        return groups * _NEEDED + (len(positions) - groups) * _USEFUL + self._names(words) * _HINTED

    def _names(self, words: Vocabulary) -> bool:
        """Whether the file is named after that kind."""
        name = normalised(PurePosixPath(self.filename).name)
        return any(hint in name for hint in words.hints)

    def told_apart(self, header: Header) -> Header:
        """The header as what it is, where both an invoice and a payment could have it: `Date`, `Amount`.

        One has a column the other cannot have; else the file is named after one. Refuses what neither says.
        """
        if header.kind == "contacts" or self.mapping.kind:
            return header
        found = [(words, _positions(words, header.names, self.mapping)) for words in (INVOICES, PAYMENTS)]
        if any(missing(words, positions) for words, positions in found):
            return header
        telling = [
            (words, positions)
            for (words, positions), (other, _) in zip(found, found[::-1], strict=True)
            if any(not _known(other, header.names[positions[f]]) for f in words.own & positions.keys())
        ]
        named = [(words, positions) for words, positions in found if self._names(words)]
        chosen = next((one for one in (telling, named) if len(one) == 1), None)
        if chosen is None:
            raise Refused(Fault("ambiguous_kind", "file"))
        ((words, positions),) = chosen
        return replace(header, kind=words.kind, positions=positions)


def names_credit_notes(filename: str) -> bool:
    """Whether a file is named after credit notes, and not after invoices as well."""
    name = PurePosixPath(filename).name
    return bool(_CREDIT_NOTES.search(name)) and not _INVOICES.search(name)


def missing(words: Vocabulary, positions: Mapping[str, int]) -> list[tuple[str, ...]]:
    """The groups of needed fields of which no column was found."""
    return [group for group in words.needed if not any(field in positions for field in group)]


def complete(header: Header | None, search: HeaderSearch) -> Header:
    """The header, if a file can be read by it; else refuses with everything that lacks."""
    if header is None:
        raise Refused(Fault("no_header", "file"))
    header, mapping = search.told_apart(header), search.mapping
    words = vocabulary(header.kind)
    there = {normalised(name) for name in header.names}
    faults = [
        Fault("mapped_field_unknown", field, {"column": column, "known": ", ".join(words.headers)})
        for column, field in mapping.columns.items()
        if field not in words.headers
    ]
    faults += [
        Fault("mapped_column_missing", field, {"column": column})
        for column, field in mapping.columns.items()
        if normalised(column) not in there
    ]
    faults += [
        Fault("missing_column", group[0], {"examples": ", ".join(words.headers[group[0]][:3])})
        for group in missing(words, header.positions)
    ]
    if faults:
        raise Refused(*faults)
    return header


def _positions(words: Vocabulary, names: Sequence[str], mapping: ColumnMapping) -> dict[str, int]:
    """Field -> column. A mapped column comes first, then the best known header, then the leftmost."""
    mapped = {normalised(header): field for header, field in mapping.columns.items()}
    ranked: dict[str, tuple[int, int]] = {}
    for position, name in enumerate(names):
        chosen = mapped.get(normalised(name), "")
        known = (chosen, -1) if chosen in words.headers else _known(words, name)
        if known:
            field, rank = known
            ranked[field] = min(ranked.get(field, (rank, position)), (rank, position))
    return {field: position for field, (_, position) in ranked.items()}


def _known(words: Vocabulary, name: str) -> tuple[str, int] | None:
    if not name or name.startswith("_"):
        return None
    return words.rank(name) or words.rank(split_header(name, "")[0])

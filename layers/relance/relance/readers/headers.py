"""Which line names the columns, what kind of file that makes it, and whether a file can be read by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from relance.domain.errors import Fault, Refused
from relance.domain.imports import ColumnMapping
from relance.readers.clean import clean, normalised
from relance.readers.matching import Match, knows, match
from relance.readers.table import HEADER_DEPTH, MAX_COLUMNS, Header, Line, as_text
from relance.readers.vocabulary import INVOICES, PAYMENTS, VOCABULARIES, Vocabulary, vocabulary

# One known word happens in any text; a second one makes it a header.
_LEAST_FIELDS = 2
_NEEDED, _USEFUL, _HINTED, _MAPPED = 3, 1, 3, 10
_NAMES_TOLD, _LETTERS_TOLD = 15, 40
# Not as part of another word: `savoir`.
_CREDIT_NOTES = re.compile(r"(?<![^\W\d_])(?:avoirs?|credit[\W_]?(?:note|memo)s?)(?![^\W\d_])", re.IGNORECASE)
_INVOICES = re.compile(r"factur|invoice", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeaderSearch:
    """What is known before looking: the file's name, a mapping its owner chose for it, and those kept for
    files like it.
    """

    filename: str
    mapping: ColumnMapping
    kept: Sequence[ColumnMapping] = ()

    def best(self, lines: Sequence[Line]) -> Header | None:
        """The likeliest header among the first lines; None when there is none."""
        found = [header for line in lines[:HEADER_DEPTH] for header in self._headers(line)]
        return max(found, key=lambda header: header.score, default=None)

    def _headers(self, line: Line) -> Iterable[Header]:
        if line.fault or len(line.cells) > MAX_COLUMNS:
            return
        names = tuple(" ".join(clean(as_text(cell)).split()) for cell in line.cells)
        mapping = self.mapping if self.mapping != ColumnMapping() else _kept_for(names, self.kept)
        found = [(words, match(words, names, mapping)) for words in _kinds(mapping)]
        # Of kinds that score alike, the one that lacks less comes first, and `max` keeps the first.
        for words, matched in sorted(found, key=lambda kind: len(missing(kind[0], kind[1].positions))):
            if len(matched.positions) >= _LEAST_FIELDS:
                score = self._score(words, matched) + _MAPPED * len(mapping.columns)
                yield _header(words, line.number, names, matched, score, mapping)

    def _score(self, words: Vocabulary, matched: Match) -> int:
        groups = len(words.needed) - len(missing(words, matched.positions))
        score = groups * _NEEDED + (len(matched.positions) - groups) * _USEFUL + self._names(words) * _HINTED
        return score - len(matched.guessed)

    def _names(self, words: Vocabulary) -> bool:
        """Whether the file is named after that kind."""
        name = normalised(PurePosixPath(self.filename).name)
        return any(hint in name for hint in words.hints)

    def told_apart(self, header: Header) -> Header:
        """The header as what it is, where both an invoice and a payment could have it: `Date`, `Amount`.

        One has a column the other cannot have; else the file is named after one. Refuses what neither says.
        """
        mapping = header.mapping
        if header.kind == "contacts" or mapping.kind:
            return header
        found = [(words, match(words, header.names, mapping)) for words in (INVOICES, PAYMENTS)]
        if any(missing(words, matched.positions) for words, matched in found):
            return header
        telling = [
            (words, matched)
            for (words, matched), (other, _) in zip(found, found[::-1], strict=True)
            if any(
                not knows(other, header.names[matched.positions[field]])
                for field in words.own & matched.positions.keys()
            )
        ]
        named = [(words, matched) for words, matched in found if self._names(words)]
        chosen = next((one for one in (telling, named) if len(one) == 1), None)
        if chosen is None:
            raise Refused(Fault("ambiguous_kind", "file"))
        ((words, matched),) = chosen
        return _header(words, header.line, header.names, matched, header.score, mapping)


def _kinds(mapping: ColumnMapping) -> Sequence[Vocabulary]:
    return [vocabulary(mapping.kind)] if mapping.kind else VOCABULARIES


def _kept_for(names: Sequence[str], kept: Iterable[ColumnMapping]) -> ColumnMapping:
    """The mapping that was kept for files with these columns; of several the one that names most of them."""
    there = {normalised(name) for name in names if name}
    fitting = [
        mapping
        for mapping in kept
        if mapping.columns
        and there.issuperset(map(normalised, mapping.columns))
        and (not mapping.headers or there == {normalised(name) for name in mapping.headers if name})
    ]
    return max(
        fitting, key=lambda mapping: (len(mapping.columns), bool(mapping.headers)), default=ColumnMapping()
    )


def _header(
    words: Vocabulary, line: int, names: tuple[str, ...], matched: Match, score: int, mapping: ColumnMapping
) -> Header:
    return Header(
        words.kind,
        line,
        names,
        matched.positions,
        score,
        rivals=matched.rivals,
        guessed=matched.guessed,
        languages=matched.languages,
        mapping=mapping,
    )


def names_credit_notes(filename: str) -> bool:
    """Whether a file is named after credit notes, and not after invoices as well."""
    name = PurePosixPath(filename).name[:1000]
    return bool(_CREDIT_NOTES.search(name)) and not _INVOICES.search(name)


def missing(words: Vocabulary, positions: Iterable[str]) -> list[tuple[str, ...]]:
    """The groups of needed fields of which no column was found."""
    there = set(positions)
    return [group for group in words.needed if not there.intersection(group)]


def told(names: Iterable[str]) -> str:
    """Columns as a message lists them: the first ones, each cut where it is too long to be read."""
    given = [name[:_LETTERS_TOLD] for name in names if name]
    more = f" (+{len(given) - _NAMES_TOLD})" if len(given) > _NAMES_TOLD else ""
    return ", ".join(given[:_NAMES_TOLD]) + more


def no_header(lines: Sequence[Line]) -> Refused:
    """The refusal of a file whose columns nobody knows; names what its widest first line says."""
    widest = max(lines[:HEADER_DEPTH], key=lambda line: len(line.cells), default=None)
    columns = told(" ".join(as_text(cell).split()) for cell in widest.cells[:MAX_COLUMNS]) if widest else ""
    return Refused(Fault("no_header", "file", {"columns": columns or "-"}))


def complete(header: Header, search: HeaderSearch) -> Header:
    """The header, if a file can be read by it; else refuses with everything that lacks."""
    header = search.told_apart(header)
    mapping = header.mapping
    words = vocabulary(header.kind)
    there = {normalised(name) for name in header.names}
    columns = told(header.names)
    faults = [
        Fault("mapped_field_unknown", field, {"column": column, "known": ", ".join(words.headers)})
        for column, field in mapping.columns.items()
        if field not in words.headers
    ]
    faults += [
        Fault("mapped_column_missing", field, {"column": column, "columns": columns})
        for column, field in mapping.columns.items()
        if normalised(column) not in there
    ]
    faults += [
        Fault("missing_column", group[0], {"examples": _examples(words, group[0]), "columns": columns})
        for group in missing(words, header.positions)
    ]
    if faults:
        raise Refused(*faults)
    return header


def _examples(words: Vocabulary, field: str) -> str:
    return f"{words.examples(field, 'en')}; {words.examples(field, 'fr')}"

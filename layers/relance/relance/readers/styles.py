"""One column is written one way: which, is for all its cells together to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from relance.domain.errors import Fault, Refused
from relance.readers.table import Header

# One cell in ten against the others is an error of that cell; more, and the column has no one style.
_DISSENT = 10


@dataclass(frozen=True, slots=True)
class Evidence[S]:
    """How many cells read in one style only, and a cell that reads differently in each, if any."""

    votes: Counter[S]
    doubtful: str | None

    def verdict(self) -> S | None:
        """The column's style; None when no cell tells, or when the cells contradict each other."""
        ranked = self.votes.most_common(2)
        if not ranked or self.mixed:
            return None
        return ranked[0][0]

    @property
    def mixed(self) -> bool:
        ranked = self.votes.most_common(2)
        return len(ranked) == 2 and ranked[1][1] * _DISSENT > ranked[0][1]


def weigh[S](readings: Iterable[tuple[str, Mapping[S, object]]]) -> Evidence[S]:
    """`readings`: each cell's text with what it means in every style it can be read in."""
    votes: Counter[S] = Counter()
    doubtful = None
    for text, meanings in readings:
        if len(meanings) == 1:
            votes.update(meanings.keys())
        elif doubtful is None and len(set(meanings.values())) > 1:
            doubtful = text
    return Evidence(votes, doubtful)


@dataclass(frozen=True, slots=True)
class Settled[S]:
    """The style of each column that has one, and the columns that could mean two things: field -> a cell."""

    styles: dict[str, S]
    doubtful: dict[str, str]


def settle[S](columns: Mapping[str, Evidence[S]], header: Header, subject: str) -> Settled[S]:
    """A column that does not tell follows the others of its file. Refuses, as `mixed_<subject>`, a column
    whose cells contradict each other.
    """
    told = {field: verdict for field, evidence in columns.items() if (verdict := evidence.verdict())}
    mixed = [
        Fault(f"mixed_{subject}", field, {"column": header.name_of(field)})
        for field, evidence in columns.items()
        if evidence.mixed
    ]
    if mixed:
        raise Refused(*mixed)
    common = next(iter(told.values())) if len(set(told.values())) == 1 else None
    open_ones = {field: evidence for field, evidence in columns.items() if field not in told}
    if common is not None:
        return Settled({**dict.fromkeys(open_ones, common), **told}, {})
    return Settled(told, {field: e.doubtful for field, e in open_ones.items() if e.doubtful is not None})


def ambiguous(doubtful: Mapping[str, str], header: Header, subject: str) -> Refused:
    """The refusal of columns that could mean two things."""
    return Refused(
        *(
            Fault(f"ambiguous_{subject}", field, {"column": header.name_of(field), "value": value})
            for field, value in doubtful.items()
        )
    )

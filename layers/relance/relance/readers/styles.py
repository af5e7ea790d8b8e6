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


def settle[S](columns: Mapping[str, Evidence[S]], header: Header, subject: str) -> dict[str, S]:
    """The style of each column that has one. A column that does not tell follows the others of its file.

    Refuses, as `mixed_<subject>` or `ambiguous_<subject>`, a column that could mean two things.
    """
    faults: list[Fault] = []
    told = {field: verdict for field, evidence in columns.items() if (verdict := evidence.verdict())}
    common = next(iter(told.values())) if len(set(told.values())) == 1 else None
    for field, evidence in columns.items():
        if evidence.mixed:
            faults.append(Fault(f"mixed_{subject}", field, {"column": header.name_of(field)}))
        elif field not in told and common is not None:
            told[field] = common
        elif field not in told and evidence.doubtful is not None:
            example = {"column": header.name_of(field), "value": evidence.doubtful}
            faults.append(Fault(f"ambiguous_{subject}", field, example))
    if faults:
        raise Refused(*faults)
    return told

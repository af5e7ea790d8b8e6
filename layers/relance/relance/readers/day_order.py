"""Day first or month first: what the dates of a file leave open is decided by what stands around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from relance.domain.imports import DateOrder, Defaults
from relance.readers.dates import Readings
from relance.readers.vocabulary import ANY

# How many days after its issue an invoice is usually due.
_TERMS = frozenset((0, 7, 8, 10, 14, 15, 20, 21, 28, 30, 31, 45, 60, 75, 90, 120))
_SURELY, _HARDLY = 0.8, 0.5
_FEW_YEARS = timedelta(days=6 * 365)
_SOON = timedelta(days=2 * 365)
_NARROWER = 4


def year_comes_first(cells: Sequence[Readings], today: date | None) -> bool:
    """Whether years of two digits stand first, as in 26-04-13: where that makes likely dates of them, and the
    other way does not, or strews them over many years.
    """
    open_cells = [cell for cell in cells if "ymd" in cell and len(set(cell.values())) > 1]
    if not open_cells:
        return False
    first = [cell["ymd"] for cell in open_cells]
    last = [day for cell in open_cells for order, day in cell.items() if order != "ymd"]
    if len(last) < len(open_cells):
        return True
    if today is None or not _likely(first, today):
        return False
    return not _likely(last, today) or (len(set(first)) > 1 and _span(first) * _NARROWER < _span(last))


def _likely(days: Iterable[date], today: date) -> bool:
    return all(today - _FEW_YEARS < day < today + _SOON for day in days)


def _span(days: Iterable[date]) -> timedelta:
    known = sorted(days)
    return known[-1] - known[0]


def by_surroundings(
    pairs: Sequence[tuple[Readings, Readings]], languages: Mapping[str, int], defaults: Defaults
) -> tuple[DateOrder, str] | None:
    """The order, and what told it: `headers`, `terms` or `organization`. None: nothing does.

    `pairs` are issue and due date of the lines. Headers that are not English put the day first.
    """
    by_terms = _by_terms(pairs)
    spoken = {language: count for language, count in languages.items() if language != ANY}
    if spoken and max(spoken, key=lambda language: spoken[language]) != "en" and by_terms != "mdy":
        return "dmy", "headers"
    if by_terms:
        return by_terms, "terms"
    if not defaults.language:
        return None
    month_first = defaults.language.lower() == "en-us" or (
        defaults.language.lower() == "en" and defaults.currency == "USD"
    )
    return ("mdy" if month_first else "dmy"), "organization"


def _by_terms(pairs: Sequence[tuple[Readings, Readings]]) -> DateOrder | None:
    """The order in which due dates lie usual terms after the dates of issue, where the other one does not."""
    shares = {order: _share(pairs, order) for order in ("dmy", "mdy")}
    for order, other in (("dmy", "mdy"), ("mdy", "dmy")):
        if shares[order] >= _SURELY and shares[other] <= _HARDLY:
            return "dmy" if order == "dmy" else "mdy"
    return None


def _share(pairs: Sequence[tuple[Readings, Readings]], order: str) -> float:
    told = [(issue, due) for issue, due in pairs if len(set(issue.values()) | set(due.values())) > 2]
    usual = 0
    for issue, due in told:
        issued = next((day for key, day in issue.items() if key == order), None)
        falls = next((day for key, day in due.items() if key == order), None)
        if issued and falls:
            usual += (falls - issued).days in _TERMS or (
                issued <= falls <= issued + timedelta(days=125) and (falls + timedelta(days=1)).day == 1
            )
    return usual / len(told) if told else 0.0

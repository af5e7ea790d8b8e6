"""Interest and fixed fees of the invoices in a letter, and the sentence that says how they were worked
out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from relance.domain.late_payment import Interest, LateTerms, Owed, interest
from relance.rendering.amounts import long_date
from relance.rendering.facts import Adjustment, AdjustmentKind, InvoiceLine, per_currency
from relance.rendering.texts import text


@dataclass(frozen=True, slots=True)
class Charges:
    """`unknown_from` is the first day for which no rate was entered: the interest ends the day before, and a
    person should bring the table up to date. `statement` stands below the table of invoices.
    """

    adjustments: tuple[Adjustment, ...] = ()
    statement: str = ""
    unknown_from: date | None = None


def charges(
    invoices: Iterable[InvoiceLine],
    terms: LateTerms,
    until: date,
    language: str,
    *,
    fees: bool = True,
    notice_on: date | None = None,
) -> Charges:
    """What is due beside the overdue invoices on `until`. Interest counts on what is left of each invoice for
    all its days late: who keeps no dates of part payments asks for the least.

    `fees` is False for a debtor in insolvency. Where the law counts from a formal notice, nothing is due
    without `notice_on`, its day.
    """
    overdue = [line for line in invoices if line.due_date < until and line.outstanding.minor > 0]
    if terms.from_notice and notice_on is None:
        return Charges()
    found = [_interest_of(line, terms, until, notice_on if terms.from_notice else None) for line in overdue]
    owed_fees = [fee for line in overdue if fees and (fee := terms.fee_of(line.total))]
    adjustments = [
        *(
            Adjustment(AdjustmentKind.INTEREST, each)
            for each in per_currency(i.amount for i in found)
            if each
        ),
        *(Adjustment(AdjustmentKind.RECOVERY_FEE, each) for each in per_currency(owed_fees)),
    ]
    unknown = min((each.unknown[0] for each in found if each.unknown), default=None)
    return Charges(tuple(adjustments), _statement(found, terms, until, unknown, language), unknown)


def _interest_of(line: InvoiceLine, terms: LateTerms, until: date, notice_on: date | None) -> Interest:
    starts_after = max(line.due_date, notice_on) if notice_on else line.due_date
    return interest((Owed(date.min, line.outstanding),), starts_after, until, terms)


def _statement(
    found: list[Interest], terms: LateTerms, until: date, unknown: date | None, language: str
) -> str:
    spans: dict[int, tuple[date, date]] = {}
    for line in (line for each in found for line in each.lines):
        first, last = spans.get(line.rate, (line.first, line.last))
        spans[line.rate] = min(first, line.first), max(last, line.last)
    if not spans:
        return ""
    ordered = sorted(spans.items(), key=lambda span: span[1])
    rates = " ; ".join(
        text(
            language,
            "letters",
            "rate",
            rate=percent(rate, language),
            first=long_date(first, language),
            last=long_date(last, language),
        )
        for rate, (first, last) in ordered
    )
    law = text(language, "letters", f"law.{terms.jurisdiction}_{terms.debtor}")
    said = text(language, "letters", "interest_statement", law=law, rates=rates)
    if unknown is None or unknown > until:
        return said
    last_known = long_date(unknown - timedelta(days=1), language)
    return f"{said} {text(language, 'letters', 'interest_ends', day=last_known)}"


def percent(rate: int, language: str) -> str:
    """`12,15 %`, `12.15%`: a rate in hundredths of a percent."""
    whole, part = divmod(rate, 100)
    return text(language, "letters", "percent", whole=whole, part=f"{part:02d}")

"""The merge fields: what a template may say, and how each is worked out from the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from relance.rendering.allowed import Kind
from relance.rendering.amounts import amount, amounts, long_date
from relance.rendering.facts import AdjustmentKind, InvoiceLine, ReminderFacts
from relance.rendering.how_to_pay import payment_details, reference_to_quote

BLOCK: Final = "\ufffc"
"""Stands in a filled text where the table of invoices goes (Unicode: object replacement character)."""


@dataclass(frozen=True, slots=True)
class MergeField:
    """Its words for people are in texts/<language>/fields.toml."""

    kind: Kind
    value: Callable[[ReminderFacts], object]


def _text(value: Callable[[ReminderFacts], str]) -> MergeField:
    return MergeField(Kind.TEXT, value)


def _number(value: Callable[[ReminderFacts], int]) -> MergeField:
    return MergeField(Kind.NUMBER, value)


FIELDS: Final[Mapping[str, MergeField]] = {
    "customer_name": _text(lambda facts: facts.customer_name),
    "contact_name": _text(lambda facts: facts.contact_name),
    "organization_name": _text(lambda facts: facts.organization_name),
    "sender_name": _text(lambda facts: facts.sender.name),
    "sender_email": _text(lambda facts: facts.sender.email),
    "sender_phone": _text(lambda facts: facts.sender.phone),
    "today": _text(lambda facts: long_date(facts.today, facts.language)),
    "invoice_numbers": _text(lambda facts: ", ".join(dict.fromkeys(line.number for line in facts.invoices))),
    "invoice_count": _number(lambda facts: len(facts.invoices)),
    "overdue_numbers": _text(lambda facts: ", ".join(dict.fromkeys(line.number for line in facts.overdue))),
    "overdue_count": _number(lambda facts: len(facts.overdue)),
    "oldest_number": _text(lambda facts: facts.oldest.number if facts.oldest else ""),
    "issue_date": _text(
        lambda facts: long_date(facts.oldest.issue_date, facts.language) if facts.oldest else ""
    ),
    "due_date": _text(lambda facts: long_date(facts.oldest.due_date, facts.language) if facts.oldest else ""),
    "days_overdue": _number(lambda facts: max(0, _age(facts))),
    "days_until_due": _number(lambda facts: max(0, -_age(facts))),
    "amount_due": _text(lambda facts: amounts(facts.amounts_due, facts.language)),
    "amount_overdue": _text(lambda facts: amounts(facts.amounts_overdue, facts.language)),
    "late_interest": _text(lambda facts: amounts(facts.adjusted_by(AdjustmentKind.INTEREST), facts.language)),
    "recovery_fees": _text(
        lambda facts: amounts(facts.adjusted_by(AdjustmentKind.RECOVERY_FEE), facts.language)
    ),
    "payment_details": _text(payment_details),
    "bank_holder": _text(lambda facts: facts.bank.holder if facts.bank else ""),
    "bank_iban": _text(lambda facts: facts.bank.spaced_iban if facts.bank else ""),
    "bank_bic": _text(lambda facts: facts.bank.bic if facts.bank else ""),
    "payment_reference": _text(reference_to_quote),
    "invoices": MergeField(
        Kind.INVOICES, lambda facts: tuple(_invoice(line, facts) for line in facts.invoices)
    ),
    "invoices_table": MergeField(Kind.BLOCK, lambda facts: BLOCK if facts.invoices else ""),
}


OVERDUE_FIELDS: Final = frozenset({"overdue_numbers", "overdue_count", "days_overdue", "amount_overdue"})
"""Those that say nothing while nothing is overdue."""

INVOICE_FIELDS: Final = OVERDUE_FIELDS | {
    *("invoice_numbers", "invoice_count", "oldest_number", "issue_date", "due_date", "days_until_due"),
    *("amount_due", "invoices_table"),
}
"""Those that say nothing while there is no invoice to speak of."""


def _age(facts: ReminderFacts) -> int:
    return facts.oldest.days_overdue(facts.today) if facts.oldest else 0


def _invoice(line: InvoiceLine, facts: ReminderFacts) -> Mapping[str, str | int]:
    """The fields of `allowed.INVOICE_FIELDS`."""
    return MappingProxyType(
        {
            "number": line.number,
            "issue_date": long_date(line.issue_date, facts.language),
            "due_date": long_date(line.due_date, facts.language),
            "days_overdue": max(0, line.days_overdue(facts.today)),
            "total": amount(line.total, facts.language),
            "outstanding": amount(line.outstanding, facts.language),
        }
    )

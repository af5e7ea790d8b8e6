"""What is listed in a reminder: amounts that add up, credits by name, what is not overdue yet apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relance.domain.money import Money
from relance.domain.plan import Message
from relance.rendering.email import compile_message
from relance.rendering.facts import Adjustment, AdjustmentKind, ReminderFacts
from relance.rendering.invoice_table import invoice_tables
from relance.rendering.messages import RenderedMessages
from relance.rendering.printable import one_line
from relance.rendering.reminders import STANDARD_REMINDERS, StandardReminder
from relance.rendering.texts import LANGUAGES
from tests.unit.rendering.conftest import line

TABLE = compile_message("#REF#", "{{ invoices_table }}")


def credited(facts: ReminderFacts) -> ReminderFacts:
    """F-1 of 1,250.00 is lowered by a credit note of 44.36."""
    first = replace(line("F-1", "2026-03-31", "1205.64 EUR"), before_credit=Money.parse("1250.00 EUR"))
    note = Adjustment(AdjustmentKind.CREDIT_NOTE, Money.parse("-44.36 EUR"), "A-7")
    return replace(facts, invoices=(first, facts.invoices[1]), adjustments=(note,))


def test_a_credit_is_a_line_of_its_own_and_the_lines_add_up_to_the_total(facts: ReminderFacts) -> None:
    (table,) = invoice_tables(credited(facts))
    assert [row.amount for row in table.rows] == ["€1,250.00", "€340.00"]
    assert [(each.label, each.amount) for each in table.sums] == [("Credit note A-7", "-€44.36")]
    assert table.total.amount == "€1,545.64"


def test_a_payment_on_account_is_named_by_its_day(facts: ReminderFacts) -> None:
    paid = Adjustment(AdjustmentKind.PAYMENT, Money.parse("-30.00 EUR"), date(2026, 4, 3))
    (table,) = invoice_tables(replace(facts, adjustments=(paid,), language="fr"))
    assert table.sums[0].label == "Paiement du 3 avr. 2026"


def test_what_is_not_overdue_yet_stands_apart_and_in_no_sum(facts: ReminderFacts) -> None:
    facts = replace(facts, to_come=(line("F-9", "2026-04-30", "500.00 EUR"),))
    late, later = invoice_tables(facts)
    assert "F-9" not in [row.number for row in late.rows]
    assert late.total.amount == "€1,590.00"
    assert (later.title, [row.number for row in later.rows]) == ("For information, not yet due:", ["F-9"])
    mail = TABLE.render(facts)
    assert "F-9" not in mail.subject
    for part in (mail.text, mail.html):
        assert part.index("F-2") < part.index("For information") < part.index("F-9")


HIDDEN = ("\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\U000e0041", "\u200f", "\u2060")


@pytest.mark.parametrize("hidden", HIDDEN, ids=lambda sign: f"{ord(sign):04x}")
def test_signs_that_nobody_sees_are_left_out_of_names(hidden: str) -> None:
    assert one_line(f"Duval{hidden} & Fils") == "Duval & Fils"


def test_what_is_written_with_joined_signs_stays() -> None:
    assert one_line("نمی‌خواهم 👨‍👩‍👧") == "نمی‌خواهم 👨‍👩‍👧"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reminder", STANDARD_REMINDERS, ids=lambda reminder: reminder.key)
def test_a_ready_made_text_is_true_before_the_due_date_too(
    reminder: StandardReminder, language: str, facts: ReminderFacts
) -> None:
    message = reminder.message(language)
    assert RenderedMessages().empty_ahead(message, language) == ()
    ahead = replace(facts, language=language, invoices=facts.invoices[:1], today=date(2026, 3, 20))
    mail = compile_message(message.subject, message.body).render(ahead)
    paragraphs = [mail.subject, *mail.text.lower().split("\n\n")]
    said = " ".join(each for each in paragraphs if "f-1  " not in each and "---" not in each)
    for wrong in (
        "overdue",
        "unpaid",
        "impayé",
        "échu ",
        "retard",
        "final reminder",
        "dernier rappel",
        "oubli",
        "oversight",
    ):
        assert wrong not in said


def test_fields_about_what_is_overdue_that_stand_in_the_text_though_nothing_is() -> None:
    messages = RenderedMessages()
    said = Message("#REF#, {{ days_overdue }} days late", "You owe {{ amount_overdue }}.")
    assert messages.empty_ahead(said, "en") == ("amount_overdue", "days_overdue")
    words = "{% if overdue_count %}You owe {{ amount_overdue }}.{% else %}Soon due.{% endif %}"
    guarded = Message("#REF#", words)
    assert messages.empty_ahead(guarded, "en") == ()

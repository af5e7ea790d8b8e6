"""A rendered e-mail: one line of subject, a text and an HTML part that say the same, sums per currency."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from relance.domain.errors import Refused
from relance.domain.money import Money
from relance.rendering.email import SUBJECT_LENGTH, compile_message, preview
from relance.rendering.facts import Adjustment, AdjustmentKind, InvoiceLine, ReminderFacts, Sender
from relance.rendering.invoice_table import MAX_ROWS

Invoice = Callable[..., InvoiceLine]
TABLE = "{{ invoices_table }}"


class Words(HTMLParser):
    """The words and the links of a document."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str | None] = []
        self.feed(html.partition("</head>")[2])

    def handle_data(self, data: str) -> None:
        self.words += data.split()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "script"
        if tag == "a":
            self.links.append(dict(attrs)["href"])


def test_faults_of_subject_and_body_are_told_together() -> None:
    with pytest.raises(Refused) as refused:
        compile_message("{{ a_word }}", "{{ customer_name")
    assert [fault.field for fault in refused.value.faults] == ["subject", "body"]


def test_a_subject_is_one_line_whatever_the_facts_hold(facts: ReminderFacts) -> None:
    hostile = replace(facts, customer_name="A\r\nBcc: all@example.com")
    rendered = compile_message("{{ customer_name }}\n{{ today }}", "b").render(hostile)
    assert rendered.subject == "A Bcc: all@example.com 15 April 2026"


def test_control_characters_in_the_facts_reach_no_part(facts: ReminderFacts) -> None:
    hostile = replace(
        facts,
        sender=Sender("A\x00\nB", "x@y.example"),
        invoices=(replace(facts.invoices[0], number="F\n\x1b\ud800-1"),),
    )
    rendered = compile_message("#REF#", TABLE).render(hostile)
    assert rendered.subject == "F -1"
    assert "F -1  " in rendered.text
    assert "\nA B\nAtelier Lumen\n" in rendered.text
    assert not any(character in rendered.text + rendered.html for character in "\x00\x1b\ud800")


def test_a_subject_of_one_endless_word_is_cut(facts: ReminderFacts) -> None:
    subject = compile_message("x" * 300, "b").render(facts).subject
    assert subject == "x" * 198 + " …"


def test_a_subject_that_lists_very_many_invoices_is_cut_at_a_word(facts: ReminderFacts) -> None:
    very_many = tuple(replace(facts.invoices[0], number=f"F-{n}") for n in range(120))
    rendered = compile_message("#REF#", "b").render(replace(facts, invoices=very_many))
    assert len(rendered.subject) <= SUBJECT_LENGTH
    assert re.search(r"F-\d+, …$", rendered.subject)


def test_instalments_of_one_invoice_are_one_number(facts: ReminderFacts) -> None:
    parts = tuple(replace(facts.invoices[0], due_date=date(2026, month, 1)) for month in (1, 2, 3))
    assert compile_message("#REF#", "b").render(replace(facts, invoices=parts)).subject == "F-1"


def test_html_escapes_what_people_and_data_wrote(facts: ReminderFacts) -> None:
    hostile = replace(
        facts,
        customer_name="<script>alert(1)</script>",
        sender=Sender("x", "x@y.example", signature='<img src=x onerror="1">'),
        invoices=(replace(facts.invoices[0], number="<b>F</b>"),),
    )
    rendered = compile_message("<i>{{ customer_name }}", "<u>{{ customer_name }}" + TABLE).render(hostile)
    for tag in ("<script", "<img", "<b>", "<i>", "<u>"):
        assert tag not in rendered.html
        assert tag in rendered.subject + rendered.text


def test_addresses_in_the_text_become_links_without_the_punctuation_around_them(facts: ReminderFacts) -> None:
    body = (
        'See https://pay.example/x?a=1&b="2", (http://b.example/é).\n'
        "Write to <b>ann@c.example. javascript:alert(1)"
    )
    html = compile_message("s", body).render(facts).html
    assert "<b>" not in html
    assert Words(html).links == [
        "https://pay.example/x?a=1&b=",
        "http://b.example/é",
        "mailto:ann@c.example",
        "mailto:claire@lumen.example",
    ]


def test_text_and_html_say_the_same(facts: ReminderFacts) -> None:
    body = "Dear {{ contact_name }},\n\nSee\n" + TABLE + "\nThanks,"
    rendered = compile_message("s", body).render(facts)
    text_words = [word for word in rendered.text.split() if set(word) != {"-"}]
    assert Words(rendered.html).words == text_words


def test_a_table_begins_with_the_oldest_due_date(facts: ReminderFacts) -> None:
    reverse = replace(facts, invoices=facts.invoices[::-1])
    template = compile_message("{{ oldest_number }}", TABLE)
    assert template.render(reverse).subject == "F-1"
    assert template.render(reverse).text == template.render(facts).text


def test_a_table_has_one_total_per_currency(facts: ReminderFacts, invoice: Invoice) -> None:
    lines = (*facts.invoices, invoice("F-3", "2026-05-01", "99.00 USD"))
    text = compile_message("s", TABLE).render(replace(facts, invoices=lines)).text
    assert [line.split()[-1] for line in text.splitlines() if line.startswith("Total due")] == [
        "€1,590.00",
        "US$99.00",
    ]
    assert "not yet due" in text


def test_interest_and_fees_stand_apart_and_change_the_total(facts: ReminderFacts) -> None:
    adjusted = replace(
        facts,
        adjustments=(
            Adjustment(AdjustmentKind.INTEREST, Money(7_35, "EUR")),
            Adjustment(AdjustmentKind.RECOVERY_FEE, Money(80_00, "EUR")),
        ),
    )
    template = compile_message("{{ amount_due }}", TABLE + "{{ late_interest }} {{ recovery_fees }}")
    rendered = template.render(adjusted)
    assert rendered.subject == "€1,677.35"
    assert [line.rsplit(maxsplit=1) for line in rendered.text.splitlines()[5:8]] == [
        ["Late-payment interest", "€7.35"],
        ["Fixed recovery costs", "€80.00"],
        ["Total due", "€1,677.35"],
    ]
    assert "€7.35 €80.00" in rendered.text


def test_columns_of_the_text_table_are_aligned(facts: ReminderFacts, invoice: Invoice) -> None:
    lines = (*facts.invoices, invoice("A-VERY-LONG-NUMBER/2026", "2026-04-14", "1000000.00 EUR"))
    for language in ("en", "fr"):
        text = compile_message("s", TABLE).render(replace(facts, invoices=lines, language=language)).text
        table = text.split("\n\n")[0].splitlines()
        assert len({len(row) for row in table}) == 1


def test_a_very_long_table_ends_with_what_was_left_out_and_the_whole_total(facts: ReminderFacts) -> None:
    many = tuple(replace(facts.invoices[1], number=f"F-{n:03}") for n in range(MAX_ROWS + 2))
    rendered = compile_message("s", TABLE).render(replace(facts, invoices=many))
    assert "and 2 other invoices" in rendered.text
    assert "€680.00" in rendered.text
    assert "€21,080.00" in rendered.text
    assert len(rendered.html.encode()) < 102_000


def test_the_table_shows_once_and_not_at_all_without_invoices(facts: ReminderFacts) -> None:
    twice = compile_message("s", TABLE + "\nand\n" + TABLE)
    assert twice.render(facts).text.count("Total due") == 1
    assert twice.render(replace(facts, invoices=())).text.startswith("and\n")


def test_a_signature_ends_the_message(facts: ReminderFacts) -> None:
    template = compile_message("s", "Hello")
    assert template.render(facts).text == (
        "Hello\n\nClaire Morel\nAtelier Lumen\n+33 1 99 00 12 34\nclaire@lumen.example\n"
    )
    signed = replace(facts, sender=replace(facts.sender, signature="C. Morel\nCredit control\n"))
    assert template.render(signed).text == "Hello\n\nC. Morel\nCredit control\n"


def test_the_html_names_its_language(facts: ReminderFacts) -> None:
    html = compile_message("s", "b").render(replace(facts, language="fr_CH")).html
    assert html.startswith('<!doctype html>\n<html lang="fr-CH">')


def test_a_preview_shows_example_data_in_the_language_asked_for() -> None:
    assert preview("#REF# {{ amount_due }}", "b", "fr").subject == "F-1042, F-1057 1 590,00 €"


def test_dates_before_the_due_date_count_down(facts: ReminderFacts, invoice: Invoice) -> None:
    coming = replace(facts, invoices=(invoice("F-9", "2026-04-22", "5.00 EUR"),))
    subject = "{{ days_until_due }} {{ days_overdue }} {{ overdue_count }} [{{ amount_overdue }}]"
    assert compile_message(subject, "b").render(coming).subject == "7 0 0 []"


def test_an_invoice_due_today_is_not_overdue(facts: ReminderFacts, invoice: Invoice) -> None:
    today = replace(facts, invoices=(invoice("F-9", "2026-04-15", "5.00 EUR"),))
    rendered = compile_message("{{ overdue_count }}", TABLE).render(today)
    assert rendered.subject == "0"
    assert "not yet due" in rendered.text

"""The template language: what it says, what it refuses, and that what it accepts cannot fail or grow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.domain.errors import Fault, Refused
from relance.rendering import language
from relance.rendering.allowed import INVOICE_FIELDS
from relance.rendering.example import described_fields, example_facts
from relance.rendering.facts import ReminderFacts
from relance.rendering.fields import FIELDS
from relance.rendering.language import check
from relance.rendering.texts import LANGUAGES, catalogue, text


def faults(source: str, part: str = "body") -> tuple[Fault, ...]:
    with pytest.raises(Refused) as refused:
        check(source, part)
    return refused.value.faults


def codes(source: str, part: str = "body") -> list[str]:
    return [fault.code for fault in faults(source, part)]


def test_the_reference_stands_for_the_invoice_numbers(facts: ReminderFacts) -> None:
    assert check("Invoices #REF# / #ref#", "subject").fill(facts) == "Invoices F-1, F-2 / F-1, F-2"


def test_fields_conditions_loops_and_filters_say_what_they_should(facts: ReminderFacts) -> None:
    source = (
        "{{ customer_name|upper }}\n"
        "{% if overdue_count > 1 and contact_name != '' %}\nseveral\n"
        "{% elif overdue_count == 1 %}\none\n{% endif %}\n"
        "{% for i in invoices if i.days_overdue > 0 %}\n"
        "{{ loop.index }}. {{ i.number }}: {{ i.outstanding }}{% if not loop.last %};{% endif %}\n"
        "{% else %}\nnone\n{% endfor %}\n"
        "{{ sender_phone|default('no phone', true) }} {{ contact_name or customer_name }}"
    )
    assert check(source, "body").fill(facts).splitlines() == [
        "BRASSERIE O'NEILL & SÖHNE",
        "several",
        "1. F-1: €1,250.00;",
        "2. F-2: €340.00",
        "+33 1 99 00 12 34 Zoë O'Neill",
    ]


def test_a_line_of_tags_alone_leaves_no_empty_line_and_a_tag_at_the_end_joins_none(
    facts: ReminderFacts,
) -> None:
    source = (
        "a\r\n  {% if contact_name %}{% if today %}  \nb\n{% endif %}{%- endif %}\n"
        "c {% if contact_name %}d{% endif %}\ne"
    )
    assert check(source, "body").fill(facts) == "a\nb\nc d\ne"


def test_an_unknown_field_is_refused_with_its_line_and_the_nearest_field() -> None:
    assert faults("Dear\n{{ custmer_name }}") == (
        Fault(
            "template_field_misspelt",
            "body",
            {"line": 2, "near": "{{ custmer_name }}", "name": "custmer_name", "nearest": "customer_name"},
        ),
    )
    assert codes("{{ zzz }}") == ["template_field_unknown"]
    assert codes("{% for i in invoices %}{{ i.numbr }}{% endfor %}") == ["template_field_misspelt"]


def test_every_fault_of_a_source_is_told_at_once() -> None:
    assert codes("{{ zzz }}\n{{ custmer_name }}\n{{ customer_name.upper() }}") == [
        "template_field_unknown",
        "template_field_misspelt",
        "template_not_allowed",
    ]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("  \n", "template_empty"),
        ("{{ customer name }}", "template_syntax"),
        ("{% if contact_name %}", "template_syntax"),
        ("{{ customer_name", "template_syntax"),
        ("{% spell %}", "template_syntax"),
        ("{{ " + "9" * 5000 + " }}", "template_syntax"),
        ("{{ customer_name.__class__ }}", "template_not_allowed"),
        ("{{ customer_name['x'] }}", "template_not_allowed"),
        ("{{ customer_name() }}", "template_not_allowed"),
        ("{{ range(10) }}", "template_not_allowed"),
        ("{{ 'x' * 200000000 }}", "template_not_allowed"),
        ("{{ 9 ** 9999999 }}", "template_not_allowed"),
        ("{{ '%999999999d' % 1 }}", "template_not_allowed"),
        ("{{ 'a' ~ 'b' }}", "template_not_allowed"),
        ("{{ ['a'] }}", "template_not_allowed"),
        ("{{ 'a' if contact_name }}", "template_not_allowed"),
        ("{{ 1.5 }}", "template_not_allowed"),
        ("{{ none }}", "template_not_allowed"),
        ("{% set x = 1 %}", "template_not_allowed"),
        ("{% include 'x' %}", "template_not_allowed"),
        ("{% import 'x' as y %}", "template_not_allowed"),
        ("{% extends 'x' %}", "template_not_allowed"),
        ("{% macro m() %}{% endmacro %}", "template_not_allowed"),
        ("{% block b %}{% endblock %}", "template_not_allowed"),
        ("{% filter upper %}a{% endfilter %}", "template_not_allowed"),
        ("{{ customer_name is defined }}", "template_not_allowed"),
        ("{{ customer_name|replace('a', 'aaaa') }}", "template_filter"),
        ("{{ customer_name|attr('x') }}", "template_filter"),
        ("{{ customer_name|upper(1) }}", "template_filter"),
        ("{{ customer_name|default(boolean=true) }}", "template_filter"),
        ("{{ customer_name|default(contact_name) }}", "template_filter"),
        ("{{ invoices|upper }}", "template_not_a_text"),
        ("{{ invoices }}", "template_not_a_text"),
        ("{{ invoice_count > 1 }}", "template_not_a_text"),
        ("{% for i in invoices %}{{ i }}{% endfor %}", "template_not_a_text"),
        ("{% for i in invoices %}{{ loop }}{% endfor %}", "template_not_a_text"),
        ("{% if contact_name > 3 %}a{% endif %}", "template_comparison"),
        ("{% if contact_name < 'b' %}a{% endif %}", "template_comparison"),
        ("{% if 'a' in contact_name %}a{% endif %}", "template_comparison"),
        ("{% for a, b in invoices %}{% endfor %}", "template_loop"),
        ("{% for c in customer_name %}{% endfor %}", "template_loop"),
        ("{% for customer_name in invoices %}{% endfor %}", "template_loop"),
        ("{% for i in invoices recursive %}{% endfor %}", "template_loop"),
        ("{% for i in invoices %}{% for j in invoices %}{% endfor %}{% endfor %}", "template_loop"),
        ("{% for i in invoices if loop.first %}{% endfor %}", "template_field_unknown"),
        ("{% for i in invoices %}{% else %}{{ i.number }}{% endfor %}", "template_field_unknown"),
        ("{{ " + "(" * 900 + "1" + ")" * 900 + " }}", "template_too_deep"),
        ("{% if " + "not " * 60 + "contact_name %}a{% endif %}", "template_too_deep"),
        ("{% if contact_name %}" * 60 + "{% endif %}" * 60, "template_too_deep"),
        ("a" * 20_001, "template_too_long"),
    ],
)
def test_what_is_not_the_language_is_refused(source: str, code: str) -> None:
    assert code in codes(source)


def test_a_table_is_refused_in_a_subject() -> None:
    assert codes("{{ invoices_table }}", "subject") == ["template_block_in_subject"]


def test_every_fault_has_its_words_in_every_language() -> None:
    values = {"line": 3, "near": "{{ x }}", "name": "x", "nearest": "y", "fields": "a", "filters": "b"}
    values |= {"size": 2, "limit": 1}
    english = catalogue("en", "templates")
    for tongue in LANGUAGES:
        assert catalogue(tongue, "templates").keys() == english.keys()
        for code in english:
            assert text(tongue, "templates", code, **values)
    assert "{{ customer_name }}" in text("en", "templates", "template_syntax", **values)


def test_every_field_is_described_in_every_language_and_plain_ones_have_an_example() -> None:
    for tongue in LANGUAGES:
        assert [each.name for each in described_fields(tongue)] == list(FIELDS)
        assert all(each.description for each in described_fields(tongue))
    examples = {each.name: each.example for each in described_fields("fr")}
    assert examples["amount_due"] == "1\xa0590,00\xa0€"
    assert examples["due_date"] == "31 mars 2026"


def test_a_loop_over_very_many_invoices_is_stopped(facts: ReminderFacts) -> None:
    template = check("{% for i in invoices %}" + "x" * 5000 + "{% endfor %}", "body")
    with pytest.raises(Refused) as refused:
        template.fill(replace(facts, invoices=facts.invoices * 50))
    assert refused.value.faults == (
        Fault("template_output_too_long", "body", {"limit": language.TEXT_LIMIT}),
    )


def test_control_characters_and_lone_surrogates_do_not_come_out(facts: ReminderFacts) -> None:
    hostile = replace(facts, customer_name="A\x00\x1b\ud800B\r\nC")
    assert check(r"{{ customer_name }}{{ '\x07' }}", "body").fill(hostile) == "AB\nC"


def test_a_template_is_compiled_once() -> None:
    assert check("Hello {{ customer_name }}", "body") is check("Hello {{ customer_name }}", "body")


_OPERANDS = st.sampled_from(
    [*FIELDS, *(f"invoice.{name}" for name in INVOICE_FIELDS), "loop.first", "loop.index", "1", "'a'", "true"]
)
_EXPRESSIONS = st.recursive(
    _OPERANDS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" == ", " > ", " and ", " or ", " != "]), inner).map("".join),
        inner.map("not {}".format),
        inner.map("({})".format),
        st.tuples(inner, st.sampled_from(["|upper", "|default('x', true)", "|title", "|trim"])).map("".join),
    ),
    max_leaves=4,
)
_TEMPLATES = st.recursive(
    st.one_of(_EXPRESSIONS.map("{{{{ {} }}}}".format), st.sampled_from(["text", "#REF#", "\n"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.tuples(_EXPRESSIONS, inner, inner).map(
            lambda parts: "{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format(*parts)
        ),
        inner.map("{{% for invoice in invoices %}}{}{{% endfor %}}".format),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(_TEMPLATES)
def test_what_was_accepted_fills_for_any_number_of_invoices(source: str) -> None:
    try:
        template = check(source, "body")
    except Refused:
        return
    facts = example_facts("fr")
    for invoices in ((), facts.invoices[:1], facts.invoices):
        assert isinstance(template.fill(replace(facts, invoices=invoices)), str)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="{}%#|.()'\"-+ \nabifor_10", max_size=60) | st.text(max_size=40))
def test_any_source_is_accepted_or_refused_with_words(source: str) -> None:
    try:
        check(source, "body")
    except Refused as refused:
        for fault in refused.faults:
            assert fault.field == "body"
            assert text("fr", "templates", fault.code, **fault.values)

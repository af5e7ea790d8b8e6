"""How much work a template may be: counted when it is saved or previewed, so that no mail takes long."""

from __future__ import annotations

import pytest

from relance.domain.errors import Refused
from relance.rendering.allowed import MAX_FAULTS, MAX_FILTERS, MAX_NODES, MAX_NODES_IN_LOOPS
from relance.rendering.language import check
from relance.rendering.messages import RenderedMessages

LOOP = "{{% for invoice in invoices %}}{}{{% endfor %}}"


def codes(source: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        check(source, "body")
    return [fault.code for fault in refused.value.faults]


def test_a_long_text_with_some_fields_is_no_work() -> None:
    check("Bonjour {{ customer_name }}, " * 100 + "x" * 10_000, "body")


@pytest.mark.parametrize(
    "source",
    [
        "{{ customer_name }} " * (MAX_NODES // 2),
        "{% if " + "==".join(["1"] * MAX_NODES) + " %}x{% endif %}",
        "{{a}}\n" * 3_300,
        "{{customer_nama}}\n" * 1_000,
    ],
    ids=["fields", "comparisons", "unknown", "misspelt"],
)
def test_a_template_of_very_many_parts_is_refused_by_their_number(source: str) -> None:
    assert codes(source) == ["template_too_much"]


def test_the_body_of_a_loop_counts_for_itself() -> None:
    field = "{{ invoice.number }}"
    check(LOOP.format(field * 10), "body")
    assert codes(LOOP.format(field * MAX_NODES_IN_LOOPS)) == ["template_too_much_in_loops"]
    assert codes(LOOP.format(field * 25) * 4) == ["template_too_much_in_loops"]


def test_filters_are_counted_since_each_reads_a_text_that_may_be_long() -> None:
    check("{{ invoice_numbers" + "|title" * 20 + " }}", "body")
    assert codes("{{ invoice_numbers|title|upper }}" * (MAX_FILTERS // 2 + 1)) == [
        "template_too_many_filters"
    ]


def test_of_very_many_faults_the_first_are_told() -> None:
    assert len(codes("{{ nothing_like_it }}\n" * 100)) == MAX_FAULTS


def test_what_jinja_gives_no_line_is_refused_on_the_first() -> None:
    assert codes("{% autoescape false %}{% endautoescape %}") == ["template_not_allowed"]


def test_the_ready_made_messages_are_far_from_the_limits() -> None:
    for step in RenderedMessages().ready_made():
        for words in step.messages.values():
            check(words.body * 2, "body")

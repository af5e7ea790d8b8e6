"""What is due is queued in messages of at most 25 keys, a customer's keys together."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from relance.usecases.ports.enrolments import DueKey
from relance.usecases.sending.dispatch_due import KEYS_A_MESSAGE, batches


def keys(customer: str, count: int, org: str = "acme") -> list[DueKey]:
    return [DueKey(org, customer, f"{customer}-{number:03}", 1, "J+7") for number in range(count)]


def sizes(due: Iterable[DueKey]) -> list[int]:
    return [len(batch) for _, batch in batches(due)]


def test_a_page_of_one_organization_fills_its_messages() -> None:
    due = [key for number in range(60) for key in keys(f"C-{number:02}", 1)]
    assert sizes(due) == [25, 25, 10]


def test_exactly_one_message_full_is_one_message() -> None:
    assert (sizes(keys("C-1", 25)), sizes(keys("C-1", 24) + keys("C-2", 1))) == ([25], [25])
    assert sizes(keys("C-1", 25) + keys("C-2", 1)) == [25, 1]


def test_a_customer_that_does_not_fit_whole_begins_the_next_message() -> None:
    first, second = batches(keys("C-1", 20) + keys("C-2", 6))
    assert {key.customer for key in first[1]} == {"C-1"}
    assert {key.customer for key in second[1]} == {"C-2"}


def test_only_a_customer_larger_than_a_message_is_split() -> None:
    assert sizes(keys("C-1", 3) + keys("C-2", 60) + keys("C-3", 15)) == [3, 25, 25, 25]


def test_organizations_share_no_message_and_what_is_told_twice_is_queued_once() -> None:
    found = list(batches(keys("C-1", 2, "acme") * 2 + keys("C-1", 1, "beta")))
    assert [(org, len(batch)) for org, batch in found] == [("acme", 2), ("beta", 1)]


due_keys = st.builds(
    DueKey,
    st.sampled_from(["acme", "beta"]),
    st.sampled_from(["C-1", "C-2", "C-3"]),
    st.integers(0, 60).map(lambda number: f"E-{number:02}"),
    st.just(1),
    st.just("J+7"),
)


@given(st.lists(due_keys, max_size=150))
def test_each_key_is_in_one_message_of_its_organization(due: list[DueKey]) -> None:
    found = list(batches(due))
    assert [key for _, batch in found for key in batch] == sorted(set(due))
    for org, batch in found:
        assert 0 < len(batch) <= KEYS_A_MESSAGE
        assert {key.org for key in batch} == {org}

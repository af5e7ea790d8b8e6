"""The due index in memory answers what a look through all accounts would answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from relance.domain.customer import Account, Customer
from relance.domain.enrolment import Enrolment
from relance.store.buckets import bucket_of
from relance.store.memory_due import MemoryDueIndex
from relance.usecases.ports.enrolments import DueKey, due_place

_START = datetime(2026, 11, 20, 7, tzinfo=UTC)
_minutes = st.integers(-12, 12).map(lambda minutes: _START + timedelta(minutes=minutes))
_puts = st.lists(
    st.tuples(
        st.sampled_from(["acme", "other"]),
        st.sampled_from(["C1", "C2"]),
        st.lists(st.none() | _minutes, max_size=3),
    ),
    max_size=10,
)


@given(_puts, _minutes, _minutes)
def test_what_is_due_is_found_in_order(
    puts: list[tuple[str, str, list[datetime | None]]], start: datetime, end: datetime
) -> None:
    index, accounts = MemoryDueIndex(), dict[tuple[str, str], Account]()
    for org, customer, times in puts:
        accounts[org, customer] = _waiting(customer, times)
        index.put(org, accounts[org, customer])
    plain = [
        (bucket_of(enrolment.next_at), DueKey.of(org, enrolment))
        for (org, _), account in accounts.items()
        for enrolment in account.enrolments.values()
        if enrolment.next_at and start <= bucket_of(enrolment.next_at) <= end
    ]
    in_order = sorted(plain, key=lambda found: (found[0], due_place(found[1])))
    assert list(index.between(start, end)) == [key for _, key in in_order]


def _waiting(customer: str, times: list[datetime | None]) -> Account:
    enrolment = Enrolment("", customer, "plan", 1, _START.date())
    numbered = (replace(enrolment, id=f"E{n}", next_at=at) for n, at in enumerate(times))
    return Account(Customer(customer, customer), enrolments={e.id: e for e in numbered})

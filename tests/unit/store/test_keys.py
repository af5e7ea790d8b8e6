"""Keys: whatever an id holds, an organization's stay its own and read back as they were written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from relance.store import keys
from relance.store.buckets import BUCKET, bucket_of, buckets, shard_of
from relance.usecases.ports.enrolments import DueKey

AT = datetime(2026, 11, 2, 8, 3, tzinfo=UTC)
# As the product makes them; a customer's id is a person's, and may hold anything.
orgs = enrolments = st.from_regex(r"[a-z2-7]{2,16}", fullmatch=True)
texts = st.text("#%2 é", max_size=6) | st.text(max_size=20)
due_keys = st.builds(DueKey, orgs, texts, enrolments, st.integers(0, 10**6), texts)
# From 2020 to 2040, to the second, as clocks here and there show it.
instants = st.builds(
    datetime.fromtimestamp,
    st.integers(1_577_836_800, 2_208_988_800),
    st.sampled_from([UTC, timezone(timedelta(hours=14))]),
)


@given(due_keys)
def test_a_due_entry_reads_back(key: DueKey) -> None:
    assert keys.read_due_entry(keys.due_entry(key)) == key


@given(orgs, orgs, texts, texts)
def test_no_customer_of_one_organization_lies_in_another_s_partition(
    one: str, other: str, customer: str, other_customer: str
) -> None:
    same = (one, customer) == (other, other_customer)
    assert (keys.customer(one, customer) == keys.customer(other, other_customer)) is same
    assert keys.customer(one, customer) != keys.organization(other).pk


@given(instants, instants)
def test_history_sorts_by_time(one: datetime, other: datetime) -> None:
    first, second = (keys.outreach("acme", "C-1", at, "x") for at in (one, other))
    assert (first < second) is (one < other)


def test_what_is_closed_sorts_behind_everything_that_is_open() -> None:
    open_ = (keys.META, keys.CONTACT, keys.CREDIT_NOTE, keys.ENROLMENT, keys.HOLD, keys.INVOICE)
    assert all(prefix < keys.CLOSED for prefix in (*open_, keys.PAYMENT, keys.TASK))


def test_the_horizon_lies_behind_what_has_begun_and_before_what_has_not() -> None:
    waits = DueKey("~~~", "~~~", "~~~", 9, "~~~")
    begun, coming = keys.due(waits, AT - BUCKET, 1), keys.due(waits, AT + timedelta(seconds=1), 1)
    assert keys.due_from(AT - BUCKET) < begun.range < keys.due_until(AT) < coming.range


@given(due_keys)
def test_the_instant_of_a_due_entry_is_read_in_both_layouts(key: DueKey) -> None:
    old = keys.IndexKey(keys.due_bucket_of_old(bucket_of(AT), 7), keys.due_entry(key))
    assert keys.read_due_instant(keys.due(key, AT, 256)) == keys.read_due_instant(old) == bucket_of(AT)


@given(due_keys, st.integers(1, 256))
def test_an_entry_of_the_due_index_names_what_waits(key: DueKey, shards: int) -> None:
    entry = keys.due(key, AT, shards)
    assert keys.read_due(entry.range) == key
    assert entry.range.endswith(keys.due_mark(key))
    assert entry.hash.startswith(keys.DUE_SHARDS)


@given(instants)
def test_a_bucket_starts_at_the_instant_or_less_than_five_minutes_after(at: datetime) -> None:
    assert timedelta(0) <= bucket_of(at) - at < BUCKET
    assert bucket_of(at).astimezone(UTC).minute % 5 == 0
    assert list(buckets(at, at + 2 * BUCKET))[0] == bucket_of(at)


@given(texts, st.integers(1, 256))
def test_a_customer_s_enrolments_lie_in_one_shard(customer: str, shards: int) -> None:
    assert 0 <= shard_of(customer, shards) < shards
    assert shard_of(customer, shards) == shard_of(customer, shards)

"""Entries of the due index as they were written before the index was ordered by time within a shard."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from relance.store import keys
from relance.store.buckets import bucket_of, shard_of
from relance.store.dynamo.enrolments import DynamoEnrolments
from relance.usecases.ports.enrolments import Claimed, DueKey
from tests.contract.accounts import account, enrolment, invoice, stored
from tests.contract.conftest import Stores, _over

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def old(moto_tables: Stores, org: str, now: datetime) -> tuple[DynamoEnrolments, DueKey]:
    """An enrolment that waits until `now`, its item as the version before wrote it."""
    tables, wire = moto_tables
    one = enrolment(org, next_at=now)
    stored(_over(moto_tables), org, account("C1", invoice(), one))
    key = DueKey.of(org, one)
    shard = shard_of("C1", tables.settings.shards)
    record = tables.core.get(keys.customer(org, "C1"), f"{keys.ENROLMENT}{one.id}")
    record.g, record.gs = keys.due_bucket_of_old(bucket_of(now), shard), keys.due_entry(key)
    record.save()
    return DynamoEnrolments(tables, wire), key


def test_it_is_found_and_claimed(old: tuple[DynamoEnrolments, DueKey], now: datetime) -> None:
    enrolments, key = old
    assert list(enrolments.due(now - 15 * A_MINUTE, now - A_MINUTE)) == []
    assert list(enrolments.due(now - 15 * A_MINUTE, now)) == [key]
    assert isinstance(enrolments.claim(key, now, "attempt"), Claimed)


def test_another_step_of_it_is_not_claimed(old: tuple[DynamoEnrolments, DueKey], now: datetime) -> None:
    enrolments, key = old
    for step in ("J", "J+70", "J+7#", ""):
        other = DueKey(key.org, key.customer, key.enrolment, key.cycle, step)
        if other != key:
            assert not isinstance(enrolments.claim(other, now, "attempt"), Claimed)


def test_it_is_not_claimed_before_its_time(old: tuple[DynamoEnrolments, DueKey], now: datetime) -> None:
    enrolments, key = old
    assert not isinstance(enrolments.claim(key, now - 6 * A_MINUTE, "attempt"), Claimed)

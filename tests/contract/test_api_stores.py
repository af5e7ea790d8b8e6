"""What the API keeps keeps its contract: lists, keys, remembered requests, rates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from botocore.exceptions import ClientError

from relance.domain.api_key import ApiKey
from relance.domain.customer import Account, Contact, Customer
from relance.domain.errors import Conflict, NotFound
from relance.domain.organization import Role
from relance.domain.promise import PromiseState
from relance.domain.receivables import InvoiceStatus
from relance.store.dynamo.accounts import DynamoAccounts
from relance.store.dynamo.api_keys import DynamoApiKeys
from relance.store.dynamo.listings import DynamoListings
from relance.store.dynamo.rates import DynamoRates
from relance.store.dynamo.requests import DynamoRequests
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Wire
from relance.store.memory import MemoryAccounts
from relance.store.memory_api import MemoryApiKeys, MemoryListings, MemoryMemory, MemoryRates
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.callers import ApiKeys
from relance.usecases.ports.listings import Listings, Page
from relance.usecases.ports.requests import HttpAnswer, Memory, Rates, Remembered
from tests.builders import credit_note, invoice, payment, receivables
from tests.contract.accounts import promise

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Stores:
    accounts: Accounts
    listings: Listings
    api_keys: ApiKeys
    memory: Memory
    rates: Rates


def _memory(_: pytest.FixtureRequest) -> Stores:
    accounts = MemoryAccounts()
    return Stores(accounts, MemoryListings(accounts), MemoryApiKeys(), MemoryMemory(), MemoryRates())


def _dynamo(tables: Tables, wire: Wire) -> Stores:
    settings = replace(tables.settings, requests="requests")
    with suppress(ClientError):
        wire.client.create_table(
            TableName="requests",
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
    return Stores(
        DynamoAccounts(tables, wire),
        DynamoListings(tables, wire),
        DynamoApiKeys(tables, wire),
        DynamoRequests(settings, wire),
        DynamoRates(settings, wire),
    )


STORES: dict[str, Callable[[pytest.FixtureRequest], Stores]] = {
    "memory": _memory,
    "dynamo-moto": lambda request: _dynamo(*request.getfixturevalue("moto_tables")),
    "dynamo-local": lambda request: _dynamo(*request.getfixturevalue("local_tables")),
}


@pytest.fixture(params=STORES)
def stores(request: pytest.FixtureRequest) -> Stores:
    return STORES[request.param](request)


def save(stores: Stores, org: str, account: Account) -> Account:
    """Over what is there; what is there afterwards, all of it."""
    name = account.customer.id
    try:
        before = stores.accounts.load(org, name, also=["-"])
    except NotFound:
        before = Account(account.customer)
    stores.accounts.save(org, before, replace(account, version=before.version))
    return stores.accounts.load(org, name, also=["-"])


def all_pages[Line](read: Callable[[str | None], Page[Line]]) -> Iterable[Line]:
    after = None
    while True:
        page = read(after)
        yield from page.lines
        if (after := page.after) is None:
            return


def test_customers_are_listed_by_id_page_by_page(stores: Stores, org: str) -> None:
    for name in ("C#3", "C/1", "C-2"):
        contacts = (Contact("c", "Zoé", "zoe@customer.example"),)
        save(stores, org, Account(Customer(name, f"Name of {name}"), contacts))
    save(stores, f"{org}x", Account(Customer("C-9", "Another organization's")))

    for size in (1, 2, 3, 4):
        lines = list(all_pages(lambda after: stores.listings.customers(org, size, after)))  # noqa: B023  # used within the turn
        assert [line.customer.id for line in lines] == sorted(["C#3", "C/1", "C-2"])
    assert stores.listings.customer(org, "C/1").contacts[0].email == "zoe@customer.example"
    with pytest.raises(NotFound):
        stores.listings.customer(org, "C-9")


def test_invoices_are_listed_by_status_and_due_date(stores: Stores, org: str) -> None:
    owed = receivables(
        invoice("F/3", "2026-10-03"),
        invoice("F-1", "2026-10-01"),
        invoice("F-2", "2026-10-02", disputed=True),
        invoice("F-4", "2026-10-04", void=True),
        invoice("F-5", "2026-10-05", to_send=True),
    )
    save(stores, org, Account(Customer("C#1", "Zoé"), receivables=owed))

    def listed(status: InvoiceStatus, first: str = "2000-01-01", last: str = "2100-01-01") -> list[str]:
        days = (date.fromisoformat(first), date.fromisoformat(last))
        lines = all_pages(lambda after: stores.listings.invoices(org, status, 1, after, *days))
        return [f"{line.customer} {line.invoice.number}" for line in lines]

    assert listed(InvoiceStatus.DUE) == ["C#1 F-1", "C#1 F/3"]
    assert listed(InvoiceStatus.DUE, last="2026-10-01") == ["C#1 F-1"]
    assert listed(InvoiceStatus.DUE, first="2026-10-02") == ["C#1 F/3"]
    assert listed(InvoiceStatus.IN_DISPUTE) == ["C#1 F-2"]
    assert listed(InvoiceStatus.VOID) == ["C#1 F-4"]
    assert listed(InvoiceStatus.TO_SEND) == ["C#1 F-5"]


def test_what_a_payment_leaves_of_an_invoice_is_listed(stores: Stores, org: str) -> None:
    bill = invoice("F-1", amount="100.00 EUR")
    account = save(stores, org, Account(Customer("C-1", "Zoé"), receivables=receivables(bill)))

    part = payment("30.00 EUR", of="F-1")
    account = save(stores, org, replace(account, receivables=account.receivables.with_credit(part)))
    (line,) = stores.listings.invoices(org, InvoiceStatus.DUE, 10).lines
    assert line.outstanding.minor == 70_00

    rest = payment("90.00 EUR", of="F-1", id="P-2")
    account = save(stores, org, replace(account, receivables=account.receivables.with_credit(rest)))
    assert stores.listings.invoices(org, InvoiceStatus.DUE, 10).lines == ()
    (line,) = stores.listings.invoices(org, InvoiceStatus.PAID, 10).lines
    assert line.outstanding.minor == 0

    back = replace(rest, reversed_on=date(2026, 11, 2))
    save(stores, org, replace(account, receivables=account.receivables.with_credit(back)))
    (line,) = stores.listings.invoices(org, InvoiceStatus.DUE, 10).lines
    assert line.outstanding.minor == 70_00


def test_what_is_closed_follows_what_is_open_in_a_customers_lists(stores: Stores, org: str) -> None:
    owed = receivables(
        invoice("F-1", amount="10.00 EUR"),
        invoice("F-2"),
        payment("10.00 EUR", of="F-1", id="P-1"),
        payment("5.00 EUR", id="P-2"),
        credit_note("1.00 EUR", number="A-1", void=True),
        credit_note("1.00 EUR", number="A-2"),
    )
    promises = {
        "p-1": promise(NOW, state=PromiseState.WITHDRAWN),
        "p-2": promise(NOW, "p-2", invoices=("F-2",)),
    }
    save(stores, org, Account(Customer("C-1", "Zoé"), receivables=owed, promises=promises))

    lists = stores.listings
    for size in (1, 2, 5):
        invoices = list(all_pages(lambda after: lists.invoices_of(org, "C-1", size, after)))  # noqa: B023
        payments = list(all_pages(lambda after: lists.payments_of(org, "C-1", size, after)))  # noqa: B023
        notes = list(all_pages(lambda after: lists.credit_notes_of(org, "C-1", size, after)))  # noqa: B023
        assert [line.invoice.number for line in invoices] == ["F-2", "F-1"]
        assert [one.id for one in payments] == ["P-2", "P-1"]
        assert [note.number for note in notes] == ["A-2", "A-1"]
        promised = list(all_pages(lambda after: lists.promises_of(org, "C-1", size, after)))  # noqa: B023
        assert promised == [promises["p-2"], promises["p-1"]]


def test_a_key_is_made_once_and_its_use_does_not_undo_its_revocation(stores: Stores, org: str) -> None:
    key = ApiKey("k1", org, "ERP", Role.VIEWER, "digest", NOW, "ada")
    stores.api_keys.create(key)
    with pytest.raises(Conflict):
        stores.api_keys.create(key)

    stores.api_keys.save(replace(key, revoked_at=NOW))
    stores.api_keys.used(org, "k1", NOW + timedelta(minutes=1))
    expected = replace(key, revoked_at=NOW, used_at=NOW + timedelta(minutes=1))
    assert stores.api_keys.get(org, "k1") == expected
    assert list(stores.api_keys.of(org)) == [expected]
    assert stores.api_keys.get(f"{org}x", "k1") is None


def test_a_request_is_new_once_and_again_when_it_was_forgotten(stores: Stores, org: str) -> None:
    begin, answer = stores.memory.begin, HttpAnswer(201, '{"a": 1}', (("ETag", '"x"'),))
    assert begin(org, "k", "one", NOW) is None
    assert begin(org, "k", "two", NOW) == Remembered("one")
    assert begin(f"{org}x", "k", "one", NOW) is None

    stores.memory.finish(org, "k", "one", answer, NOW)
    assert begin(org, "k", "one", NOW + timedelta(hours=23)) == Remembered("one", answer)
    assert begin(org, "k", "one", NOW + timedelta(hours=24)) is None

    stores.memory.forget(org, "k")
    assert begin(org, "k", "three", NOW) is None
    assert begin(org, "k", "four", NOW + timedelta(minutes=2)) is None


def test_a_long_answer_is_remembered_and_of_one_too_long_that_it_was_given(stores: Stores, org: str) -> None:
    """Texts repeat themselves and are kept small; chance does not. An item holds 400 kB."""
    begin, chance = stores.memory.begin, Random(1).randbytes(400_000).hex()  # noqa: S311  # no secret
    for key, body, kept in (("long", "word " * 400_000, True), ("too long", chance, False)):
        assert begin(org, key, "one", NOW) is None
        stores.memory.finish(org, key, "one", HttpAnswer(201, body), NOW)
        assert begin(org, key, "one", NOW) == Remembered(
            "one", HttpAnswer(201, body if kept else "", whole=kept)
        )


def test_a_bucket_changes_for_who_knows_how_it_is(stores: Stores, org: str) -> None:
    first, second = 1762074000.123456, 1762074000.223456
    assert stores.rates.swap(org, "k", 0.0, first) is None
    assert stores.rates.swap(org, "k", 0.0, second) == first
    assert stores.rates.swap(org, "k", first, second) is None
    assert stores.rates.swap(org, "other", 0.0, first) is None

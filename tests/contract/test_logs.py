"""What an organization looks back on: imports, changes, e-mails; page by page, the latest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from relance.domain.errors import NotFound
from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
from relance.house import House
from relance.store.dynamo.logs import DynamoAuditLog, DynamoImportLines
from relance.store.memory_logs import MemoryAuditLog, MemoryImportLines
from relance.usecases.ports.audit import AuditLine, AuditLog
from relance.usecases.ports.importing import ImportLine, ImportLines, ImportOutcome
from tests.contract.accounts import ODD_IDS
from tests.contract.conftest import Stores

YEARS = timedelta(days=730)


@dataclass(frozen=True)
class Logs:
    imports: ImportLines
    audit: AuditLog


def _memory(_: pytest.FixtureRequest) -> Logs:
    return Logs(MemoryImportLines(), MemoryAuditLog())


def _over(fixture: str) -> Callable[[pytest.FixtureRequest], Logs]:
    def logs(request: pytest.FixtureRequest) -> Logs:
        stores: Stores = request.getfixturevalue(fixture)
        return Logs(DynamoImportLines(*stores), DynamoAuditLog(*stores, YEARS))

    return logs


LOGS = {"memory": _memory, "dynamo-moto": _over("moto_tables"), "dynamo-local": _over("local_tables")}


@pytest.fixture(params=LOGS)
def logs(request: pytest.FixtureRequest) -> Logs:
    return LOGS[request.param](request)


def import_line(org: str, at: datetime) -> ImportLine:
    return ImportLine(org, ImportLine.identity(at, org), "été.csv", False, at, started_by="ada")


def audit_line(org: str, at: datetime) -> AuditLine:
    about = {"customer": "C/1 é"}
    return AuditLine(org, AuditLine.identity(at, "x"), at, "ada", "member", "update_customer", "r-1", about)


def test_an_import_is_read_as_it_was_written_and_written_over(logs: Logs, org: str, now: datetime) -> None:
    line = import_line(org, now)
    with pytest.raises(NotFound):
        logs.imports.get(org, line.id)

    logs.imports.save(line)
    assert logs.imports.get(org, line.id) == line

    read = replace(line, outcome=ImportOutcome.PARTIAL, finished_at=now, rows=3, rejected=1, content="c")
    logs.imports.save(read)
    assert logs.imports.get(org, line.id) == read
    assert logs.imports.page(org, 10).lines == (read,)


def test_imports_come_the_latest_first_page_by_page(logs: Logs, org: str, now: datetime) -> None:
    lines = [import_line(org, now + timedelta(minutes=n)) for n in range(5)]
    for line in lines:
        logs.imports.save(line)
    first = logs.imports.page(org, 2)
    rest = logs.imports.page(org, 3, first.after)
    assert [*first.lines, *rest.lines] == lines[::-1]
    assert rest.after is None
    assert logs.imports.page(f"{org}x", 10).lines == ()


def test_a_change_is_noted_over_itself_and_forgotten(logs: Logs, org: str, now: datetime) -> None:
    line = audit_line(org, now)
    logs.audit.note(line)
    assert logs.audit.page(org, 10).lines == (line,)

    done = replace(line, done=True, fields=("name",), before='"a"', after='"b"')
    logs.audit.note(done)
    assert logs.audit.page(org, 10).lines == (done,)

    logs.audit.forget(done)
    assert logs.audit.page(org, 10).lines == ()


def test_changes_come_the_latest_first_page_by_page(logs: Logs, org: str, now: datetime) -> None:
    lines = [audit_line(org, now + timedelta(milliseconds=n)) for n in range(5)]
    for line in lines:
        logs.audit.note(line)
    first = logs.audit.page(org, 2)
    rest = logs.audit.page(org, 3, first.after)
    assert [*first.lines, *rest.lines] == lines[::-1]
    assert rest.after is None
    assert logs.audit.page(f"{org}x", 10).lines == ()


def test_changes_go_by_themselves_after_a_while(moto_tables: Stores, org: str, now: datetime) -> None:
    tables, wire = moto_tables
    DynamoAuditLog(tables, wire, YEARS).note(audit_line(org, now))
    (item,) = tables.log.scan()
    assert item.expires == int((now + YEARS).timestamp())


@pytest.mark.parametrize("customer", ODD_IDS)
def test_emails_of_a_customer_come_the_latest_first_page_by_page(
    house: House, org: str, now: datetime, customer: str
) -> None:
    for of in (customer, f"{customer}2"):
        for hours in range(4):
            ref = OutreachRef(org, of, now + timedelta(hours=hours), f"o-{hours}")
            house.outreaches.record(Outreach(ref, EmailStatus.SENT, text="Words"))

    first = house.outreaches.of_customer(org, customer, 3)
    rest = house.outreaches.of_customer(org, customer, 3, first[-1].ref.name)

    assert [outreach.ref.id for outreach in (*first, *rest)] == ["o-3", "o-2", "o-1", "o-0"]
    assert {outreach.ref.customer for outreach in (*first, *rest)} == {customer}
    assert {outreach.text for outreach in first} == {"Words"}
    assert house.outreaches.of_customer(f"{org}x", customer, 3) == ()

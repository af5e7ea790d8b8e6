"""What a call of the HTTP API costs beside its floor, and whether a page costs the same wherever it is:
`python -m benchmarks.api [--n 200] [--invoices 100000]`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from statistics import median
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from benchmarks.backend import backend
from benchmarks.calls import Call, Recorder, renamed

if TYPE_CHECKING:
    from benchmarks.run import Timed
    from relance.store.dynamo.wire import Item

type Event = dict[str, Any]

_CONTEXT: Any = SimpleNamespace(aws_request_id="benchmark", function_name="benchmark")
_CUSTOMERS, _HISTORY = 200, 20
_PAGE = 100
# So many pages at either end of the long list.
_AT_AN_END = 50


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of this process's CPU, each a median."""

    cpu_ms: float
    floor_cpu_ms: float
    ratio: float
    api_calls: int


class Caller:
    """The handler as the gateway calls it. Each call is another caller's: nobody asks too fast."""

    def __init__(self) -> None:
        from functions.api.app import handler

        self._handler = handler
        self._numbers = count(1)

    def event(self, org: str, method: str, path: str, query: str = "", body: object = None) -> Event:
        caller = f"key-{next(self._numbers):08}"
        return {
            "version": "2.0",
            "routeKey": "ANY /v1/{proxy+}",
            "rawPath": f"/v1{path}",
            "rawQueryString": query,
            "queryStringParameters": dict(pair.split("=", 1) for pair in query.split("&") if pair),
            "headers": {"content-type": "application/json", "accept-encoding": "gzip"},
            "body": json.dumps(body) if body is not None else None,
            "isBase64Encoded": False,
            "requestContext": {
                "requestId": caller,
                "stage": "$default",
                "http": {"method": method, "path": f"/v1{path}", "sourceIp": "192.0.2.1"},
                "authorizer": {"lambda": {"org": org, "id": caller, "role": "admin", "kind": "key"}},
            },
        }

    def call(self, event: Event) -> dict[str, Any]:
        answer = self._handler(event, _CONTEXT)
        if answer["statusCode"] >= 300:
            raise RuntimeError(f"{event['rawPath']}: {answer}")
        return answer


@dataclass(frozen=True)
class Bench:
    recorder: Recorder
    caller: Caller
    client: Any

    def measure(self, ours: Iterator[Event], floor: Iterator[Callable[[], object]], calls: int) -> Cost:
        """Each call beside one of its floor: what else the machine does falls on both."""
        from benchmarks.run import Timed

        pairs = [
            (Timed.of(partial(self.caller.call, event)), Timed.of(bare))
            for event, bare in zip(ours, floor, strict=True)
        ]
        cpu, least = (1000 * median(timed.cpu for timed in side) for side in zip(*pairs, strict=True))
        return Cost(round(cpu, 3), round(least, 3), round(cpu / least, 2), calls)

    def recorded(self, event: Event) -> list[Call]:
        with self.recorder.recording() as done:
            self.caller.call(event)
        return done.calls

    def bare(self, event: Event, calls: list[Call]) -> Callable[[], object]:
        """What no handler can do without: the event read, the same calls made."""
        from benchmarks.floor import bare

        text, work = json.dumps(event), bare({"dynamodb": self.client}, calls)

        def least() -> None:
            json.loads(text)
            work()

        return least

    def reading(self, org: str, n: int, *asked: tuple[str, str]) -> list[Cost]:
        """Of each (path, query): the calls of one are made again, in another caller's name."""
        return [self._read(org, n, path, query) for path, query in asked]

    def _read(self, org: str, n: int, path: str, query: str) -> Cost:
        event = partial(self.caller.event, org, "GET", path, query)
        self.caller.call(event())  # what a container does once: secrets, clients
        sample = event()
        calls = self.recorded(sample)

        def again() -> Iterator[Callable[[], object]]:
            for _ in range(n):
                other = event()
                names = (sample["requestContext"]["requestId"], other["requestContext"]["requestId"])
                yield self.bare(other, [call.renamed(*names) for call in calls])

        return self.measure((event() for _ in range(n)), again(), len(calls))

    def creating(self, sample: str, copy: str, org: str, n: int) -> Cost:
        """An invoice each for `n` customers of `org`; the floor makes those of `sample` again in `copy`."""
        recorded = [(event, self.recorded(event)) for event in self._invoices(sample, n)]
        floor = (
            self.bare(event, [call.renamed(sample, copy) for call in calls]) for event, calls in recorded
        )
        return self.measure(self._invoices(org, n), floor, len(recorded[0][1]))

    def _invoices(self, org: str, n: int) -> Iterator[Event]:
        for number in range(n):
            invoice = {
                "customer": f"C-{number:06}",
                "number": f"N-{number:06}",
                "issue_date": "2026-10-01",
                "due_date": "2027-01-31",
                "total": {"minor": 120_000, "currency": "EUR"},
            }
            yield self.caller.event(org, "POST", "/invoices", body=invoice)

    def walk(self, org: str) -> tuple[list[Timed], list[Timed]]:
        """The whole list of overdue invoices is read once, then pages of its beginning and of its end by
        turns: what else the machine does falls on both.
        """
        cursors = list(self._cursors(org))
        # The first page has no cursor to read, the last one may be short.
        ends = zip(cursors[1 : _AT_AN_END + 1], cursors[-_AT_AN_END - 1 : -1], strict=True)
        turns = [(self._timed(org, first), self._timed(org, last)) for first, last in ends]
        return [first for first, _ in turns], [last for _, last in turns]

    def _cursors(self, org: str) -> Iterator[str]:
        cursor: str | None = ""
        while cursor is not None:
            yield cursor
            page = self.caller.call(self._page(org, cursor))["body"]
            cursor = json.loads(page)["next"]

    def _page(self, org: str, cursor: str) -> Event:
        query = f"status=overdue&limit={_PAGE}{cursor and f'&cursor={cursor}'}"
        event = self.caller.event(org, "GET", "/invoices", query)
        del event["headers"]["accept-encoding"]
        return event

    def _timed(self, org: str, cursor: str) -> Timed:
        from benchmarks.run import Timed

        return Timed.of(partial(self.caller.call, self._page(org, cursor)))


def _organizations(customers: int) -> Iterator[tuple[str, list[Item]]]:
    """New ones, all alike: (id, the items of its customers)."""
    from benchmarks.customers import Book

    now = datetime.now(UTC)
    for number in count(1):
        yield Book(now).open(number, customers, now + timedelta(days=1))


def _copied(org: str, items: list[Item]) -> str:
    """The same customers, in everything but the organization's id; its id."""
    from benchmarks.customers import organization, write

    copy = organization(0).id
    write(renamed(item, org, copy) for item in items)
    return copy


def _with_history(org: str) -> None:
    """So many e-mails sent to the first customer."""
    from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
    from relance.runtime.aws import house

    for day in range(_HISTORY):
        ref = OutreachRef(org, "C-000001", datetime(2026, 1, 1 + day, 8, tzinfo=UTC), f"outreach{day:08}")
        to = {"zoe.lefevre1@customer.example": EmailStatus.DELIVERED}
        house().outreaches.record(
            Outreach(ref, EmailStatus.DELIVERED, to, "Reminder", "Please pay. " * 50, "en", sender="m1")
        )


def _fill(org: str, items: list[Item], invoices: int) -> int:
    """So many overdue invoices more, like one of the organization's; how many there are in all."""
    from benchmarks.customers import write

    known = [item for item in items if item["sk"]["S"].startswith("INVOICE#")]
    number = known[0]["sk"]["S"].removeprefix("INVOICE#")
    write(renamed(known[0], number, f"L-{place:08}") for place in range(invoices - len(known)))
    return max(invoices, len(known))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=_CUSTOMERS, help="calls of each kind")
    parser.add_argument("--invoices", type=int, default=100_000, help="in the list that is walked through")
    options = parser.parse_args(arguments)
    recorder = Recorder()
    with backend() as name:
        from relance.runtime.aws import house

        bench = Bench(recorder, Caller(), house().wire.client)
        organizations = _organizations(options.n)
        (sample, items), (org, _) = (next(organizations) for _ in range(2))
        copy = _copied(sample, items)
        _with_history(org)
        listed, shown, history = bench.reading(
            org,
            options.n,
            ("/customers", "limit=50"),
            ("/customers/C-000001", ""),
            ("/customers/C-000001/timeline", ""),
        )
        created = bench.creating(sample, copy, org, options.n)
        invoices = _fill(sample, items, options.invoices)
        first, last = bench.walk(sample)
    print(
        json.dumps(
            {
                "backend": name,
                "n": options.n,
                "list_customers_50": asdict(listed),
                "get_customer": asdict(shown),
                "timeline_20": asdict(history),
                "create_invoice": asdict(created),
                "pages": _ends(invoices, first, last),
            }
        )
    )


def _ends(invoices: int, first: list[Timed], last: list[Timed]) -> dict[str, float]:
    cpu = [1000 * median(page.cpu for page in end) for end in (first, last)]
    wall = [1000 * median(page.wall for page in end) for end in (first, last)]
    return {
        "invoices": invoices,
        "page_size": _PAGE,
        "first_cpu_ms": round(cpu[0], 3),
        "last_cpu_ms": round(cpu[1], 3),
        "cpu_last_to_first": round(cpu[1] / cpu[0], 3),
        "first_wall_ms": round(wall[0], 3),
        "last_wall_ms": round(wall[1], 3),
        "wall_last_to_first": round(wall[1] / wall[0], 3),
    }


if __name__ == "__main__":
    main(sys.argv[1:])

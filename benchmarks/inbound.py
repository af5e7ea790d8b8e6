"""What a received mail costs: `python -m benchmarks.inbound [FOLDER of .eml]`.

CPU ms of reading each message and of receiving it whole (stores in memory), median and p99; and the memory
that a message of 35 MB takes, in a process of its own. Without a folder, mails made here.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from statistics import median, quantiles

from relance.domain.enrolment import Enrolment
from relance.domain.imports import ContactRow
from relance.domain.inbox import Receipt, Scan
from relance.domain.organization import Member, Organization, Role
from relance.inbound.reader import InboundReader
from relance.runtime.memory import MemoryWorld

_NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)
_MAILS = 500
_LARGE = 35_000_000
_MB = 1_024  # ru_maxrss counts kilobytes


def main() -> None:
    raws = _of(Path(sys.argv[1])) if len(sys.argv) > 1 else list(_made())
    reader = InboundReader()
    receive = _receiver()
    lines = {
        "messages": len(raws),
        "read_ms": _spread(lambda _, raw: reader.read(raw, Scan()), raws),
        "receive_ms": _spread(receive, raws),
        "large": _in_a_process_of_its_own(),
    }
    print(json.dumps({"benchmark": "inbound", **lines}))


def _of(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*.eml"))]


def _made() -> Iterator[bytes]:
    for number in range(_MAILS):
        message = EmailMessage()
        message["From"], message["Subject"] = "Zoe <zoe@client.example>", f"Re: F-{number}"
        message["Message-ID"] = f"<{number}@client.example>"
        message.set_content(f"We pay on Friday.\n\nOn 3 May 2026, Acme wrote:\n> Invoice {number}\n" * 3)
        if number % 2:
            message.add_alternative("<p>We pay on <b>Friday</b>.</p>" * 50, subtype="html")
        if number % 10 == 0:
            message.add_attachment(bytes(200_000), maintype="application", subtype="pdf", filename="a.pdf")
        yield message.as_bytes()


def _receiver() -> Callable[[int, bytes], object]:
    """The whole use case: kept, matched, held, told. Each mail from a customer of its own."""
    world = MemoryWorld.starting(_NOW)
    house, org = world.house, "acme"
    marie = Member("marie", "Marie", "marie@acme.example", Role.ADMIN)
    house.organizations.save(Organization(org, "Acme", sending=True, members={"marie": marie}))
    tenant = house.tenants.of(org, _NOW)

    def receive(number: int, raw: bytes) -> object:
        customer = f"C{number}"
        house.import_rows.run(tenant, [ContactRow(1, customer, email=f"{number}@client.example")])
        address = house.replies().of(org, Enrolment.identity(org, customer, None))
        world.mails.came[str(number)] = raw
        started = time.process_time()
        house.receive_reply.run(Receipt(str(number), _NOW, (address,)))
        return time.process_time() - started

    return receive


def _spread(work: Callable[[int, bytes], object], raws: list[bytes]) -> dict[str, float]:
    taken = []
    for number, raw in enumerate(raws):
        started = time.process_time()
        own = work(number, raw)
        taken.append(own if isinstance(own, float) else time.process_time() - started)
    return {
        "median": round(median(taken) * 1000, 3),
        "p99": round(quantiles(taken, n=100)[98] * 1000, 3),
    }


def _in_a_process_of_its_own() -> dict[str, float]:
    code = "from benchmarks.inbound import large; large()"
    run = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(run.stdout)
    return found


def large() -> None:
    """Reads a message of 35 MB; prints the ms it took and the MB the process grew to, libraries included."""
    body = b"QUJD" * 18 + b"A=\r\n"
    part = body * (_LARGE // len(body))
    raw = (
        b"From: Zoe <zoe@client.example>\r\nSubject: Re: F-1\r\n"
        b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nHere.\r\n'
        b'--B\r\nContent-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + part
        + b"\r\n--B--\r\n"
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    InboundReader().read(raw, Scan())
    taken, peak = time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "message_mb": round(len(raw) / 1e6),
                "ms": round(taken * 1000),
                "peak_mb": round(peak / _MB),
                "before_mb": round(before / _MB),
            }
        )
    )


if __name__ == "__main__":
    main()

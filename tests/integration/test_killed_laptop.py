"""Each process of the laptop is killed during a demonstration: after `relance up` the next one goes on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.back_office import BackOffice
from local.laptop import Laptop
from local.mail.mailbox import INDEX
from local.process import Process
from local.state import ROOT, Ports, State
from relance.domain.outreach import OutreachRef

CUSTOMERS = 24
A_DAY_PLAYED = re.compile(r"^[A-Z][a-z]{2} \d\d/\d\d ")
PATIENCE_SECONDS = 240


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    """A laptop of its own, for a demonstration to start."""
    laptop = Laptop(State(tmp_path_factory.mktemp("killed")))
    laptop.state.keep(Ports.free())
    before = dict(os.environ)
    yield laptop
    laptop.stop()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some customers are reminded on each of the days to come."""
    today = datetime.now(UTC).date()
    lines = ["number,customer_id,customer_name,email,issue_date,due_date,amount,currency"]
    for n in range(CUSTOMERS):
        due = today - timedelta(days=n)
        lines.append(f"K-{n},K{n},Company {n},k{n}@killed.example,{due},{due},120.00,EUR")
    file = tmp_path_factory.mktemp("ledger") / "ledger.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


def relance(laptop: Laptop, *words: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "local.cli", "--state", str(laptop.state.folder), *words)
    return subprocess.run(  # noqa: S603 - our own command line
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
    )


@contextmanager
def demonstration(laptop: Laptop, ledger: Path, days: int) -> Iterator[subprocess.Popen[str]]:
    ports = (word for name, port in asdict(laptop.ports).items() for word in (f"--{name}-port", f"{port}"))
    command = (sys.executable, "-m", "local.cli", "--state", str(laptop.state.folder), "demo", *ports)
    arguments = ("--ledger", str(ledger), "--days", f"{days}")
    with subprocess.Popen(  # noqa: S603 - our own command line
        (*command, *arguments), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as playing:
        try:
            yield playing
        finally:
            playing.kill()


def kill(process: Process) -> None:
    pid = process.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def wait_for_a_day(playing: subprocess.Popen[str]) -> None:
    assert playing.stdout is not None
    assert any(A_DAY_PLAYED.match(line) for line in playing.stdout), playing.communicate()


def wait_for_a_mail(laptop: Laptop) -> None:
    """The next one after this instant: its sending is not yet recorded when it is in the mailbox."""
    index = laptop.state.mail / INDEX
    size, deadline = index.stat().st_size, time.monotonic() + PATIENCE_SECONDS
    while index.stat().st_size == size:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def goes_on(laptop: Laptop, ledger: Path) -> None:
    """Everything runs, a demonstration plays its days, and no mail has left twice or is unknown."""
    assert relance(laptop, "status").stdout.startswith("running   front, mail, engine\n")
    with demonstration(laptop, ledger, days=1) as playing:
        said, told = playing.communicate(timeout=PATIENCE_SECONDS)
    assert playing.returncode == 0, told
    assert "reminders sent" in said
    mails = [mail for mail in laptop.mails() if mail.direction == "sent"]
    assert mails
    times = Counter((mail.recipients, mail.subject) for mail in mails)
    assert [what for what, count in times.items() if count > 1] == []
    outreaches = BackOffice.of(laptop).outreaches
    for mail in mails:
        ref = OutreachRef.from_tags(mail.tags)
        assert ref is not None
        outreach = outreaches.get(ref)
        assert outreach is not None, mail
        assert outreach.status.left_us, mail


def test_a_killed_engine_goes_back_with_its_mailbox_and_its_clock(killed: Laptop, ledger: Path) -> None:
    with demonstration(killed, ledger, days=4) as playing:
        wait_for_a_day(playing)
        wait_for_a_mail(killed)
        kill(killed.engine)
        _, told = playing.communicate(timeout=PATIENCE_SECONDS)
    assert playing.returncode == 1
    assert "Traceback" not in told
    assert "`relance up`" in told
    at_kill = killed.clock.now()

    state = relance(killed, "status")
    assert "missing   engine: run `relance up`" in state.stdout

    up = relance(killed, "up")
    assert up.returncode == 0, up.stderr
    (lost,) = up.stderr.splitlines()
    assert re.search(
        r"the engine was killed: everything is as it was saved at .* mails were taken back", lost
    )
    assert killed.clock.now() < at_kill
    goes_on(killed, ledger)


def test_a_killed_mail_service_or_front_loses_nothing(killed: Laptop, ledger: Path) -> None:
    killed.up()
    with demonstration(killed, ledger, days=4) as playing:
        wait_for_a_day(playing)
        kill(killed.front)
        wait_for_a_mail(killed)
        kept = {mail.id for mail in killed.mails()}
        kill(killed.mail)
        playing.communicate(timeout=PATIENCE_SECONDS)
    assert playing.returncode == 1
    up = relance(killed, "up")
    assert (up.returncode, up.stderr) == (0, "")
    assert kept <= {mail.id for mail in killed.mails()}
    goes_on(killed, ledger)


def test_a_laptop_killed_whole_starts_from_its_last_snapshot(killed: Laptop, ledger: Path) -> None:
    killed.up()
    killed.wait_idle()
    killed.save()
    mails, now = killed.mails(), killed.clock.now()
    for process in killed.processes:
        kill(process)
    up = relance(killed, "up")
    assert up.returncode == 0
    assert "Lost since then: no mail and no move of the clock" in up.stderr
    assert killed.mails() == mails
    assert killed.clock.now() - now < timedelta(minutes=1)

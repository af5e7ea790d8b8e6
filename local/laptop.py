"""The laptop: the whole product on one machine, as the command line, the demo and the tests handle it."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import urllib3

from local.clock import Clock, schedules
from local.cloud import Cloud
from local.deploy import deploy
from local.due import due_instants
from local.engine import COMMAND, end_orphans, engine_environment, own_environment
from local.errors import LaptopError
from local.mails import Mail, mails, unpublished
from local.process import Process, ensure_free
from local.snapshot import Loss, Snapshots
from local.stack import Stack
from local.state import HOST, ROOT, SNAPSHOT_PATH, Ports, State

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_HTTP = urllib3.PoolManager(retries=False)
_SNAPSHOT_SECONDS = 60
_WAITING: Final = "ApproximateNumberOfMessages"
_DELAYED: Final = "ApproximateNumberOfMessagesDelayed"
_IN_WORK: Final = "ApproximateNumberOfMessagesNotVisible"


@dataclass(frozen=True, slots=True)
class Backlog:
    """Messages of one function's queue: waiting, being worked on, and given up."""

    function: str
    waiting: int
    in_work: int
    given_up: int


def _waits(machines: SFNClient, execution: str) -> bool:
    events = machines.get_execution_history(executionArn=execution)["events"]
    entered = [
        event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event
    ]
    return entered[-1:] == ["Wait"]


@dataclass(frozen=True, slots=True)
class Laptop:
    """One laptop in one state folder. Start it with `up`; all else needs it running."""

    state: State = State()
    template: Path = ROOT / "template.yaml"

    @property
    def ports(self) -> Ports:
        return self.state.ports

    @property
    def cloud(self) -> Cloud:
        return Cloud(self.ports.engine_url)

    @property
    def clock(self) -> Clock:
        return Clock(self.state.clock)

    @property
    def stack(self) -> Stack:
        return Stack.deployed(self.cloud)

    @property
    def engine(self) -> Process:
        return Process("engine", self.state.engine, f"{self.ports.engine_url}/_ministack/ready")

    @property
    def mail(self) -> Process:
        """The mail service: plays SES, and takes mail in."""
        return Process("mail", self.state.folder, f"{self.ports.mail_url}/health")

    @property
    def front(self) -> Process:
        """The laptop's page, and the way to the pages and the HTTP API."""
        return Process("front", self.state.folder, f"{self.ports.front_url}/laptop/health")

    @property
    def processes(self) -> tuple[Process, ...]:
        """In the order they stop: the engine last, since the others use it."""
        return (self.front, self.mail, self.engine)

    def running(self) -> tuple[str, ...]:
        return tuple(process.name for process in self.processes if process.pid is not None)

    def missing(self) -> tuple[str, ...]:
        return tuple(process.name for process in self.processes if process.pid is None)

    def up(self, ports: Ports | None = None, tell: Callable[[Loss], None] = lambda _: None) -> Stack:
        """Start what does not run, deploy what changed, and return when all of it serves.

        An engine that was killed starts from the latest snapshot, and the mailbox and the clock go back to
        that instant with it: `tell` hears what that cost. LaptopError, before anything is started, when a
        port is taken.
        """
        if ports is not None and ports != self.ports and self.running():
            raise LaptopError("it runs on other ports already: `relance stop` first, or leave the ports out")
        with self.state.held(
            "up", "another `relance up` or `relance demo` is starting this laptop: wait for it"
        ):
            chosen = ports or self.ports
            self._ensure_free(chosen)
            self.state.keep(chosen)
            if loss := self._start_engine():
                tell(loss)
            stack = self.deploy()
            self._start_rest(stack)
        return stack

    def deploy(self) -> Stack:
        """Bring the running engine's stack up to date with the template and the code."""
        stack = deploy(self.cloud, self.template)
        self.save()
        return stack

    def save(self) -> None:
        """Take a snapshot: a laptop killed from here on starts from this instant.

        Best while idle: a message in work is still in work in the engine that starts from the snapshot, and
        waits until its time-out has passed. LaptopError when the engine could not take one; the snapshot
        before is then still the latest.
        """
        url = f"{self.ports.engine_url}{SNAPSHOT_PATH}"
        try:
            answer = _HTTP.request("POST", url, timeout=_SNAPSHOT_SECONDS)
        except urllib3.exceptions.HTTPError as error:
            raise LaptopError(f"the engine does not answer on {url}: run `relance up`") from error
        if answer.status != 200:
            raise LaptopError(f"no snapshot could be taken: {answer.data.decode(errors='replace')}")

    def save_if_idle(self) -> None:
        if not self._busy():
            self.save()

    def _ensure_free(self, ports: Ports) -> None:
        """The ports of what is about to start; LaptopError names all that are taken."""
        if len(set(astuple(ports))) < len(astuple(ports)):
            raise LaptopError("each port must be another one: see `relance up --help`")
        needed = {self.engine: ("engine",), self.mail: ("mail", "smtp"), self.front: ("front",)}
        ensure_free(
            {
                f"--{name}-port": getattr(ports, name)
                for process, names in needed.items()
                if process.pid is None
                for name in names
            }
        )

    def _start_rest(self, stack: Stack) -> None:
        self._start_mail(stack)
        self.front.start(
            (sys.executable, "-m", "local.front", "--state", str(self.state.folder)),
            own_environment(),
            {"--front-port": self.ports.front},
        )
        self.mail.wait_healthy()
        self.front.wait_healthy()

    def _start_engine(self) -> Loss | None:
        """An engine that was not stopped takes the others with it: they live in an instant that is gone."""
        loss = None
        if self.engine.pid is None:
            self.stop()
            loss = Snapshots(self.state).restore()
            shutil.rmtree(self.state.work, ignore_errors=True)
            self.state.work.mkdir(parents=True)
        self.engine.start(COMMAND, engine_environment(self.state), {"--engine-port": self.ports.engine})
        self.engine.wait_healthy()
        return loss

    def _start_mail(self, stack: Stack) -> None:
        ports = self.ports
        command = (
            *(sys.executable, "-m", "local.mail", "--state", str(self.state.mail)),
            *("--http", f"{HOST}:{ports.mail}", "--smtp", f"{HOST}:{ports.smtp}"),
            *("--topic", stack.mail_events_topic, "--endpoint", ports.engine_url),
            *("--bucket", stack.inbound_bucket, "--prefix", "received/"),
            *("--receive-function", stack.functions["receive_reply"], "--clock", str(self.state.clock)),
        )
        self.mail.start(command, own_environment(), {"--mail-port": ports.mail, "--smtp-port": ports.smtp})

    def stop(self) -> tuple[str, ...]:
        """Stop what runs, keeping its state; the names of what ran."""
        stopped = tuple(process.name for process in self.processes if process.stop())
        end_orphans(self.state)
        return stopped

    def advance(self, to: datetime, ticks: Iterable[datetime] = (), patience: float = 600) -> None:
        """Move the clock to `to`, playing the schedules on the way.

        They fire at each instant of `ticks` and at `to`, once each when due since the instant before: a
        late tick catches up, so only the instants that matter need be given. The laptop is idle after each;
        LaptopError when that takes more than `patience` seconds, or a schedule's function fails.
        """
        due = schedules(self.cloud)
        for instant in sorted({*ticks, to}):
            before = self.clock.now()
            self.clock.move(instant)
            for schedule in due:
                if schedule.fires(before, self.clock.now()):
                    schedule.play(self.cloud)
            self.wait_idle(patience)

    def play(self, to: datetime) -> None:
        """Move the clock to `to`, stopping whenever something is due on the way; a snapshot follows."""
        while (instant := self.next_due()) and instant < to:
            self.advance(instant)
        self.advance(to)
        self.save()

    def next_due(self) -> datetime | None:
        """The first instant to come at which something is due; None when nothing is."""
        return min(due_instants(self.cloud, self.stack.core_table, self.clock.now()), default=None)

    def drop(
        self, org: str, path: Path, folder: Literal["inbox", "preview"] = "inbox", name: str = ""
    ) -> str:
        """Put the file in the organization's drop-folder, under another `name` if given; the key it got."""
        if not path.is_file():
            raise LaptopError(f"{path} is not a file")
        key = f"{org}/{folder}/{name or path.name}"
        self.cloud.s3().put_object(Bucket=self.stack.drop_bucket, Key=key, Body=path.read_bytes())
        return key

    def wait_idle(self, timeout: float = 60) -> None:
        """Return when no message waits or is worked on and every mail's events are out.

        LaptopError after `timeout` seconds, naming the queue that still has work.
        """
        deadline = time.monotonic() + timeout
        while busy := self._busy():
            if time.monotonic() > deadline:
                raise LaptopError(f"still busy after {timeout:.0f} s: {busy}; see {self.engine.log}")
            time.sleep(0.1)

    def _busy(self) -> str:
        self._unpublished()  # raises when the mail service is gone: what is queued would then wait for ever
        # In the order work flows (a queue, a mail, its events' queue), so that none slips by unseen.
        return self._queued() or self._posting() or self._unpublished() or self._queued()

    def _posting(self) -> str:
        """Letters on their way to the provider. An execution that waits for the post is at rest."""
        machines, machine = self.cloud.machines(), self.stack.letter_machine
        running = machines.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]
        count = sum(not _waits(machines, run["executionArn"]) for run in running)
        return f"{count} letters are being posted" if count else ""

    def _queued(self) -> str:
        return ", ".join(
            f"{queue.function} has {queue.waiting} waiting and {queue.in_work} in work"
            for queue in self.backlogs()
            if queue.waiting or queue.in_work
        )

    def _unpublished(self) -> str:
        pending = unpublished(self.ports.mail_url)
        return f"{pending} mails have events to publish" if pending else ""

    def backlogs(self) -> tuple[Backlog, ...]:
        sqs, stack = self.cloud.sqs(), self.stack

        def depth(url: str) -> tuple[int, int]:
            found = sqs.get_queue_attributes(
                QueueUrl=url,
                AttributeNames=[_WAITING, _DELAYED, _IN_WORK],
            )["Attributes"]
            # What was put off for a minute ("too fast", said the mail service) waits too.
            return int(found[_WAITING]) + int(found.get(_DELAYED, 0)), int(found[_IN_WORK])

        return tuple(
            Backlog(function, *depth(url), given_up=depth(stack.dead_queues[function])[0])
            for function, url in stack.queues.items()
        )

    def mails(self, since: datetime | None = None) -> tuple[Mail, ...]:
        """Mails sent and received, oldest first; from `since` on."""
        return mails(self.ports.mail_url, since)

"""The command `relance`: the laptop from the command line, one small function a command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from local.errors import LaptopError
from local.state import ROOT, Ports, State

if TYPE_CHECKING:
    from local.laptop import Laptop

MOST_DAYS = 3660


def main(argv: list[str] | None = None) -> int:
    """0 when done, 1 with a message when it could not be, 2 for a command line that makes no sense."""
    asked = _parser(sys.argv[1:] if argv is None else argv).parse_args(argv)
    try:
        code: int | None = asked.run(asked)
    except LaptopError as error:
        sys.stderr.write(f"relance: {error}\n")
        return 1
    return code or 0


def up(asked: argparse.Namespace) -> None:
    laptop = _laptop(asked)
    chosen = {field.name: getattr(asked, f"{field.name}_port") for field in fields(Ports)}
    laptop.up(replace(laptop.ports, **{name: port for name, port in chosen.items() if port is not None}))
    status(asked)


def stop(asked: argparse.Namespace) -> None:
    stopped = _laptop(asked).stop()
    _say(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")


def deploy(asked: argparse.Namespace) -> None:
    from local.deploy import deploy as deploy_to

    laptop = _running(asked)
    deploy_to(laptop.cloud, laptop.template)
    _say("deployed")


def clock(asked: argparse.Namespace) -> None:
    laptop = _laptop(asked)
    now = laptop.clock.now()
    to = now + asked.days if asked.days else asked.to
    if to is not None:
        if to <= now:
            raise LaptopError(f"the clock only goes forward, and it is {now:%Y-%m-%dT%H:%M}Z already")
        _running(asked).play(to)
    _say(f"{laptop.clock.now():%Y-%m-%dT%H:%M:%S}Z")


def drop(asked: argparse.Namespace) -> None:
    laptop = _running(asked)
    key = laptop.drop(asked.org, asked.file, "preview" if asked.preview else "inbox")
    laptop.wait_idle(timeout=900)
    _say(f"imported {key}")


def invoke(asked: argparse.Namespace) -> None:
    laptop = _running(asked)
    functions = laptop.stack.functions
    if asked.function not in functions:
        raise LaptopError(f"no function {asked.function}: choose from {', '.join(sorted(functions))}")
    for sample in sorted((ROOT / "events" / asked.function).glob("*.json")):
        answer = laptop.cloud.functions().invoke(
            FunctionName=functions[asked.function], Payload=sample.read_bytes()
        )
        _say(f"{sample.stem}: {answer['Payload'].read().decode()}")


def status(asked: argparse.Namespace) -> None:
    laptop = _laptop(asked)
    running, ports = laptop.running(), laptop.ports
    _say(f"running   {', '.join(running) or 'nothing: run `relance up`'}")
    _say(f"clock     {laptop.clock.now():%Y-%m-%dT%H:%M:%S}Z")
    if "engine" in running:
        _say(f"start     {ports.front_url}")
        _say(f"mailbox   {ports.mail_url}")
        _say(f"smtp      smtp://127.0.0.1:{ports.smtp}")
        _say(f"aws       {ports.engine_url}  (key and secret: test)")
        for queue in laptop.backlogs():
            _say(
                f"queue     {queue.function}: {queue.waiting} waiting, "
                f"{queue.in_work} in work, {queue.given_up} given up"
            )


def demo(asked: argparse.Namespace) -> int:
    from local.demo.command import run

    return run(asked, _laptop(asked))


def api(asked: argparse.Namespace) -> int:
    from local.api import run

    return run(asked, _running(asked))


def replay(asked: argparse.Namespace) -> int:
    from local.replay.command import run

    return run(asked)


def classify(asked: argparse.Namespace) -> int:
    from local.classify import run

    return run(asked)


def read(asked: argparse.Namespace) -> int:
    from local.read import run

    return run(asked)


def _parser(argv: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="relance", description="Relance, whole, on this computer.")
    parser.add_argument(
        "--state", type=Path, default=State().folder, metavar="FOLDER", help="keeps everything; %(default)s"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        run: Callable[[argparse.Namespace], int | None], text: str, arguments: str = ""
    ) -> argparse.ArgumentParser:
        """`arguments` names the module that has the command's own; loaded only when it is the one asked."""
        added = commands.add_parser(run.__name__, help=text, description=text)
        added.set_defaults(run=run)
        if arguments and run.__name__ in argv:
            import_module(arguments).add_arguments(added)
        return added

    command(
        demo, "show it: a ledger imported, some weeks played, reminders in a mailbox", "local.demo.command"
    )
    start = command(up, "start everything, deploy, and show where it is")
    for field in fields(Ports):
        start.add_argument(f"--{field.name}-port", type=int, metavar="N", help=f"{field.default}")
    command(stop, "stop everything; its state stays")
    command(deploy, "bring the running stack up to date with template.yaml and the code")
    moved = command(clock, "show the clock, or move it forward and play what is due on the way")
    moves = moved.add_mutually_exclusive_group()
    moves.add_argument("--to", type=_instant, metavar="INSTANT", help="with its zone: 2026-12-01T08:00+01:00")
    moves.add_argument("--days", type=_days, metavar="N", help="so many days further")
    dropped = command(drop, "put a file in an organization's drop-folder and wait until it is imported")
    dropped.add_argument("org")
    dropped.add_argument("file", type=Path)
    dropped.add_argument("--preview", action="store_true", help="only report what an import would do")
    command(api, "call the HTTP API as an administrator of an organization", "local.api")
    command(replay, "back-test a plan on a past ledger", "local.replay.command")
    command(classify, "tell what each mail of a folder is", "local.classify")
    command(read, "tell what each invoice, contact or payment file says, importing nothing", "local.read")
    called = command(invoke, "call one function with its sample events (events/<function>/)")
    called.add_argument("function")
    command(status, "what runs and where, what time it is there, and what waits")
    return parser


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text} is not an instant: write it as 2026-12-01T08:00+01:00"
        ) from None
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} has no zone: write {text}Z, or {text}+01:00")
    return instant


def _days(text: str) -> timedelta:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text} is not a number of days from 1 to {MOST_DAYS}")
    return timedelta(days=int(text))


def _laptop(asked: argparse.Namespace) -> Laptop:
    from local.laptop import Laptop  # late: its libraries take longer to load than `relance --help` should

    return Laptop(State(asked.state.resolve()))


def _running(asked: argparse.Namespace) -> Laptop:
    laptop = _laptop(asked)
    if missing := {process.name for process in laptop.processes} - set(laptop.running()):
        raise LaptopError(f"not running: {', '.join(sorted(missing))}; `relance up` starts it")
    return laptop


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())

"""The command `relance`: the laptop from the command line, one small function a command."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
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
    from local.snapshot import Loss

MOST_DAYS = 3660
_ENDING_SECONDS = 3
_PIPE_CLOSED = 128 + signal.SIGPIPE


def main(argv: list[str] | None = None) -> int:
    """0 when done, 1 with a message when it could not be, 2 for a command line that makes no sense.

    141 when the reader of the output went away (`relance status | head -1`), as the shell says it.
    """
    try:
        try:
            return _run(sys.argv[1:] if argv is None else argv)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # What is still in the buffer goes nowhere; at its end Python would fail on the closed pipe again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED


def _run(argv: list[str]) -> int:
    asked = _parser(argv).parse_args(argv)
    try:
        code: int | None = asked.run(asked)
    except LaptopError as error:
        sys.stderr.write(f"relance: {error}\n")
        return 1
    except BrokenPipeError:
        raise
    except Exception as error:
        ended = _ended(asked) if _is_cut_off(error) else ""
        if not ended:
            raise
        sys.stderr.write(f"relance: {ended} ended meanwhile: `relance up` goes on from the latest snapshot\n")
        return 1
    return code or 0


def _is_cut_off(error: BaseException | None) -> bool:
    """Whether a refused or broken connection is behind the error; each library wraps it in its own."""
    return error is not None and (
        isinstance(error, ConnectionError) or _is_cut_off(error.__cause__ or error.__context__)
    )


def _ended(asked: argparse.Namespace) -> str:
    """Names of the laptop's processes that do not run. A killed one may seem to for a moment more."""
    laptop = _laptop(asked)
    deadline = time.monotonic() + _ENDING_SECONDS
    while not (missing := laptop.missing()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return ", ".join(missing)


def up(asked: argparse.Namespace) -> None:
    laptop = _laptop(asked)
    laptop.up(_ports(asked, laptop), tell=_tell)
    status(asked)


def stop(asked: argparse.Namespace) -> None:
    stopped = _laptop(asked).stop()
    _say(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")


def deploy(asked: argparse.Namespace) -> None:
    _running(asked).deploy()
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


def drop(asked: argparse.Namespace) -> int:
    from local.drop import run

    return run(asked, _running(asked))


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
    running, missing, ports = laptop.running(), laptop.missing(), laptop.ports
    _say(f"running   {', '.join(running) or 'nothing: run `relance up`'}")
    if running and missing:
        _say(f"missing   {', '.join(missing)}: run `relance up`, which goes on from the latest snapshot")
    _say(f"clock     {laptop.clock.now():%Y-%m-%dT%H:%M:%S}Z")
    if "engine" in running:
        _say(f"pages     {ports.front_url}")
        _say(f"laptop    {ports.front_url}/laptop")
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

    laptop = _laptop(asked)
    return run(asked, laptop, _ports(asked, laptop), _tell)


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


def letter(asked: argparse.Namespace) -> int:
    from local.letters import run

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

    shown = command(
        demo, "show it: a ledger imported, some weeks played, reminders in a mailbox", "local.demo.command"
    )
    start = command(up, "start everything, deploy, and show where it is")
    for starts in (shown, start):
        for field in fields(Ports):
            starts.add_argument(f"--{field.name}-port", type=_port, metavar="N", help=f"{field.default}")
    command(stop, "stop everything; its state stays")
    command(deploy, "bring the running stack up to date with template.yaml and the code")
    moved = command(clock, "show the clock, or move it forward and play what is due on the way")
    moves = moved.add_mutually_exclusive_group()
    moves.add_argument("--to", type=_instant, metavar="INSTANT", help="with its zone: 2026-12-01T08:00+01:00")
    moves.add_argument("--days", type=_days, metavar="N", help="so many days further")
    command(
        drop, "put a file in an organization's drop-folder, and show what its import answers", "local.drop"
    )
    command(api, "call the HTTP API as an administrator of an organization", "local.api")
    command(replay, "back-test a plan on a past ledger", "local.replay.command")
    command(classify, "tell what each mail of a folder is", "local.classify")
    command(read, "tell what each invoice, contact or payment file says, importing nothing", "local.read")
    command(letter, "write one letter of each kind and language as PDF files", "local.letters")
    called = command(invoke, "call one function with its sample events (events/<function>/)")
    called.add_argument("function")
    command(status, "what runs and where, what time it is there, and what waits")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port: a number from 1 to 65535")
    return int(text)


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
    if missing := laptop.missing():
        raise LaptopError(f"not running: {', '.join(sorted(missing))}; `relance up` starts it")
    return laptop


def _ports(asked: argparse.Namespace, laptop: Laptop) -> Ports:
    """Those of the last start, but for the ones asked for now."""
    chosen = {field.name: getattr(asked, f"{field.name}_port") for field in fields(Ports)}
    return replace(laptop.ports, **{name: port for name, port in chosen.items() if port is not None})


def _tell(loss: Loss) -> None:
    sys.stderr.write(f"relance: {loss}\n")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())

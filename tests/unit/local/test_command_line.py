"""The command `relance`: what it answers when it cannot do what is asked."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.cli import main
from local.clock import Clock
from local.engine import end_orphans, own_environment
from local.state import HOST, ROOT, Ports, State


def refused(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> str:
    assert main(["--state", str(folder), *words]) == 1
    return capsys.readouterr().err


def test_what_needs_a_running_laptop_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for words in (["deploy"], ["drop", "acme", "x.csv"], ["clock", "--days", "3"]):
        assert "not running: engine, front, mail; `relance up` starts it" in refused(capsys, tmp_path, *words)


def test_the_clock_is_not_set_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "only goes forward" in refused(capsys, tmp_path, "clock", "--to", "2020-01-01T08:00Z")


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["--to", "2026-12-01T08:00"], "has no zone: write 2026-12-01T08:00Z"),
        (["--to", "tomorrow"], "tomorrow is not an instant: write it as 2026-12-01T08:00+01:00"),
        (["--days", "0"], "0 is not a number of days from 1 to 3660"),
        (["--days", "two"], "two is not a number of days from 1 to 3660"),
        (["--days", "99999999999"], "is not a number of days from 1 to 3660"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_with_the_remedy(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], remedy: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--state", str(tmp_path), "clock", *words])
    assert remedy in " ".join(capsys.readouterr().err.split())


def test_stopping_what_does_not_run_is_no_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--state", str(tmp_path), "stop"]) == 0
    assert capsys.readouterr().out == "nothing was running\n"


def test_the_clock_is_shown_while_nothing_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    Clock(State(tmp_path).clock).move(datetime.now(UTC) + timedelta(days=400))
    assert main(["--state", str(tmp_path), "clock"]) == 0
    assert capsys.readouterr().out.startswith(f"{datetime.now(UTC) + timedelta(days=400):%Y-%m-%d}")


def test_the_ports_of_the_last_start_are_remembered(tmp_path: Path) -> None:
    chosen = Ports(engine=5001, mail=5002, smtp=5003, front=5004)
    State(tmp_path).keep(chosen)
    assert State(tmp_path).ports == chosen


@pytest.mark.parametrize("command", ["up", "demo"])
def test_ports_in_use_are_told_before_anything_starts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    free = Ports.free()
    with socket.create_server((HOST, 0)) as mail, socket.create_server((HOST, 0)) as front:
        taken = {"mail": mail.getsockname()[1], "front": front.getsockname()[1]}
        ports = asdict(free) | taken
        options = [word for name, port in ports.items() for word in (f"--{name}-port", f"{port}")]
        told = refused(capsys, tmp_path, command, *options)
    for name, port in taken.items():
        assert f"port {port} (choose another with --{name}-port N)" in told
    assert not State(tmp_path).engine.exists()
    assert not (tmp_path / "ports.json").exists()


def test_one_port_for_two_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    port = f"{Ports.free().mail}"
    assert "each port must be another" in refused(
        capsys, tmp_path, "up", "--mail-port", port, "--smtp-port", port
    )


def test_a_second_demonstration_on_one_laptop_is_told_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with State(tmp_path).held("demo", "unused"):
        told = refused(capsys, tmp_path, "demo")
    assert "another demonstration is playing on this laptop" in told
    assert "relance --state FOLDER demo" in told


@pytest.mark.parametrize("words", ["status", "--help", "demo --help"])
def test_an_output_that_nobody_reads_any_more_is_no_fault(tmp_path: Path, words: str) -> None:
    """As `relance status | head -1`, with a reader that goes before the first line."""
    command = (sys.executable, "-m", "local.cli", "--state", str(tmp_path), *words.split())
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = subprocess.run(  # noqa: S603  (our own command)
            command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, check=False, timeout=60
        )
    finally:
        os.close(writing)
    assert ended.stderr == ""
    assert ended.returncode in {0, 141}  # the help is argparse's, which does not tell


def test_a_process_that_was_killed_meanwhile_is_named_with_the_remedy(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(_: object) -> None:
        try:
            raise ConnectionResetError
        except ConnectionResetError as error:
            raise RuntimeError("a library's own words") from error

    monkeypatch.setattr("local.cli.clock", named("clock", cut_off))
    told = refused(capsys, tmp_path, "clock")
    assert told == (
        "relance: front, mail, engine ended meanwhile: `relance up` goes on from the latest snapshot\n"
    )


def test_any_other_fault_is_seen_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(_: object) -> None:
        raise RuntimeError("a fault of our own")

    monkeypatch.setattr("local.cli.clock", named("clock", faulty))
    with pytest.raises(RuntimeError):
        main(["--state", str(tmp_path), "clock"])


def named(name: str, command: Callable[[object], None]) -> Callable[[object], None]:
    command.__name__ = name
    return command


def test_functions_of_a_killed_engine_end_and_no_other_process(tmp_path: Path) -> None:
    def function(state: State) -> subprocess.Popen[bytes]:
        program = state.work / "ministack-lambda-sweep-1" / "_worker.py"
        program.parent.mkdir(parents=True)
        program.write_text("import time\ntime.sleep(60)\n")
        return subprocess.Popen((sys.executable, str(program)))  # noqa: S603  (just written)

    ours, anothers = State(tmp_path / "ours"), State(tmp_path / "ours-too")
    orphan, other = function(ours), function(anothers)
    try:
        end_orphans(ours)
        assert orphan.wait(10) == -signal.SIGKILL
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_the_laptop_has_neither_the_persons_aws_account_nor_their_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proxies = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "no_proxy")
    for name in (*proxies, "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "theirs")
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    own = own_environment()
    assert "theirs" not in own.values()
    assert own["LANG"] == "fr_FR.UTF-8"
    assert own["AWS_ACCESS_KEY_ID"] == "test"

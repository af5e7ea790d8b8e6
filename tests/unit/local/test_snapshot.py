"""Snapshots of a laptop: all of it goes back to one instant, whatever is killed, and whenever."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local.clock import Clock
from local.mail.mail import Mail, Send
from local.mail.mailbox import Mailbox
from local.snapshot import Snapshots
from local.state import State

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path)


def write(state: State, word: str, *mails: str) -> None:
    """What a laptop does: its engine's memory and objects, its mails and its clock say `word`."""
    for folder in (state.engine_memory, state.engine_objects, state.mail):
        folder.mkdir(parents=True, exist_ok=True)
    for file in (state.engine_memory / "dynamodb.json", state.mail / "identities.json"):
        file.write_text(word)
    put(state.engine_objects / "drop" / "object", word)
    put(state.engine_objects / "drop" / f"only of {word}", word)
    clock = Clock(state.clock)
    clock.set(clock.offset_seconds + 86400)
    mailbox = Mailbox(state.mail)
    for id in mails:
        mailbox.keep(Mail(id, "sent", NOW, "us@acme.example", ("zoe@b.example",), "us", "Hello"), b"raw")
        mailbox.record(id, Send(NOW))
    mailbox.close()


def put(file: Path, word: str) -> None:
    """As the engine stores an object: a new file in the place of the old one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".tmp")
    new.write_text(word)
    new.replace(file)


def seen(state: State) -> dict[str, Any]:
    """All that a start of the laptop would read."""
    mailbox = Mailbox(state.mail)
    mails = {entry.mail.id: len(entry.happenings) for entry in mailbox.newest()}
    mailbox.close()
    kept = (state.engine_memory, state.engine_objects, state.mail)
    files = {f"{file.relative_to(state.folder)}": file.read_text() for at in kept for file in files_in(at)}
    return {"mails": mails, "files": files, "offset": Clock(state.clock).offset_seconds}


def files_in(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file()]


def test_a_killed_laptop_is_as_it_was_at_the_snapshot(state: State) -> None:
    write(state, "first", "m1")
    Snapshots(state).take()
    then = seen(state)
    write(state, "second", "m2", "m3")
    state.api_key("acme").write_text("a key the first engine never made")
    loss = Snapshots(state).restore()
    assert seen(state) == then
    assert loss is not None
    assert loss.mails == 2
    assert timedelta(hours=23) < loss.clock_was - loss.clock_is < timedelta(hours=25)
    assert "2 mails were taken back, the clock went back from" in str(loss)
    assert not state.api_key("acme").exists()


def test_a_later_event_of_an_earlier_mail_is_forgotten_too(state: State) -> None:
    write(state, "first", "m1")
    Snapshots(state).take()
    mailbox = Mailbox(state.mail)
    mailbox.record("m1", Send(NOW))
    mailbox.close()
    loss = Snapshots(state).restore()
    assert seen(state)["mails"] == {"m1": 1}
    assert loss is not None
    assert loss.mails == 0


def test_a_laptop_that_was_stopped_has_lost_nothing(state: State) -> None:
    write(state, "first", "m1")
    Snapshots(state).take(at_stop=True)
    state.api_key("acme").write_text("key")
    then = seen(state)
    assert Snapshots(state).restore() is None
    assert seen(state) == then
    assert state.api_key("acme").exists()


def test_a_laptop_killed_before_its_first_snapshot_says_so(state: State) -> None:
    write(state, "first", "m1")
    Snapshots(state).take(at_stop=True)
    assert Snapshots(state).restore() is None
    write(state, "second", "m2")
    loss = Snapshots(state).restore()
    assert loss is not None
    assert seen(state)["mails"] == {"m1": 1}


def test_only_the_latest_is_kept(state: State) -> None:
    for word in ("first", "second", "third"):
        write(state, word)
        Snapshots(state).take()
    assert [folder.name for folder in state.snapshots.iterdir()] == ["3"]


def test_a_laptop_that_never_ran_begins_empty(state: State) -> None:
    assert Snapshots(state).restore() is None
    assert seen(state) == {"mails": {}, "files": {"mail/index.jsonl": ""}, "offset": 0}


def test_a_laptop_stopped_by_an_earlier_version_goes_on(state: State) -> None:
    """That version kept no snapshots: its engine's memory was written by its stop."""
    write(state, "earlier", "m1")
    then = seen(state)
    assert Snapshots(state).restore() is None
    assert seen(state) == then


def test_a_laptop_killed_under_an_earlier_version_begins_again(state: State) -> None:
    """Objects and mails were on disk, memory was not: the next start failed for ever."""
    write(state, "earlier", "m1")
    shutil.rmtree(state.engine_memory)
    loss = Snapshots(state).restore()
    assert seen(state)["mails"] == {}
    assert not files_in(state.engine_objects)
    assert loss is not None
    assert loss.mails == 1


EFFECTS = (
    (shutil, "rmtree"),
    (shutil, "copytree"),
    (shutil, "copy"),
    (os, "truncate"),
    (Path, "mkdir"),
    (Path, "rename"),
    (Path, "replace"),
    (Path, "write_text"),
    (Path, "touch"),
    (Path, "unlink"),
)


class Killed(BaseException):
    """Not an Exception: nothing handles a `kill -9`."""


def killed_after(monkeypatch: pytest.MonkeyPatch, effects: int, act: Callable[[], object]) -> bool:
    """Whether `act` was killed: it may change the disk that many times."""
    left = [effects]

    def counting(effect: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **more: object) -> object:
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return effect(*args, **more)

        return counted

    with monkeypatch.context() as patched:
        for owner, name in EFFECTS:
            patched.setattr(owner, name, counting(getattr(owner, name)))
        try:
            act()
        except Killed:
            return True
    return False


def test_killed_between_any_two_writes_of_a_snapshot_the_one_before_or_the_new_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = set()
    for effects in range(100):
        state = State(tmp_path / f"{effects}")
        write(state, "first", "m1")
        Snapshots(state).take()
        first = seen(state)
        write(state, "second", "m2")
        second = seen(state)
        killed = killed_after(monkeypatch, effects, Snapshots(state).take)
        write(state, "third", "m3")
        Snapshots(state).restore()
        assert seen(state) in (first, second)
        outcomes.add("first" if seen(state) == first else "second")
        write(state, "fourth", "m4")
        Snapshots(state).take()
        fourth = seen(state)
        Snapshots(state).restore()
        assert seen(state) == fourth
        if not killed:
            break
    assert not killed
    assert outcomes == {"first", "second"}


def test_killed_between_any_two_writes_of_a_return_the_next_one_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kills = 0
    for effects in range(100):
        state = State(tmp_path / f"{effects}")
        write(state, "first", "m1")
        Snapshots(state).take()
        first = seen(state)
        write(state, "second", "m2")
        killed = killed_after(monkeypatch, effects, Snapshots(state).restore)
        kills += killed
        Snapshots(state).restore()
        assert seen(state) == first
        if not killed:
            break
    assert not killed
    assert kills > 5


def test_a_file_system_without_links_is_copied_instead(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refused)
    write(state, "first", "m1")
    Snapshots(state).take()
    then = seen(state)
    write(state, "second")
    Snapshots(state).restore()
    assert seen(state) == then

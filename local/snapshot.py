"""What survives a `kill -9`: the engine, the mailbox and the clock, as they were together at one instant.

The engine holds its state in memory, so each start of the laptop begins with the latest snapshot. The engine
takes the snapshots itself (`local.engine_host`), while it serves no request. A mail is sent only after the
engine has recorded that it will be, so a mail in the snapshot's mailbox is known to the snapshot's engine:
going back to a snapshot sends no mail twice.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel

from local.clock import Clock
from local.mail.mailbox import INDEX, rewind
from local.state import State

_FACTS = "snapshot.json"
# A file in the snapshot's folder as long as an engine changes things after it: a clean stop ends with a
# snapshot that has no such file, a killed engine leaves one that has.
_OVERTAKEN = "overtaken"
_IDENTITIES = "identities.json"


class _Facts(BaseModel, hide_input_in_errors=True):
    """What is small enough to be written down rather than copied."""

    saved_at: datetime
    clock_offset_seconds: int
    mailbox_bytes: int
    """Length of the mailbox's index, which only grows: its beginning is the mailbox of that instant."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a killed engine cost. `clock_was` and `clock_is` are the laptop's time before and after."""

    saved_at: datetime
    mails: int
    clock_was: datetime
    clock_is: datetime

    def __str__(self) -> str:
        lost = [f"{self.mails} mails were taken back"] if self.mails else []
        if self.clock_was - self.clock_is >= timedelta(seconds=1):
            lost.append(f"the clock went back from {_minute(self.clock_was)} to {_minute(self.clock_is)}")
        what = ", ".join(lost) or "no mail and no move of the clock"
        return (
            f"the engine was killed: everything is as it was saved at {self.saved_at.astimezone():%H:%M:%S}. "
            f"Lost since then: {what}."
        )


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The snapshots of one state folder, numbered; only the latest is kept."""

    state: State

    def take(self, *, at_stop: bool = False) -> None:
        """Keep this instant. To be called while the engine's state is on disk and nothing changes it.

        A kill in the middle leaves the snapshot before as the latest one.
        """
        number = max(self._numbers(), default=0) + 1
        unfinished = self._folder / f"{number}.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        _copy(self.state.engine_memory, unfinished / "memory")
        # The engine never writes into an object's file, it puts another in its place: a link is a copy.
        _copy(self.state.engine_objects, unfinished / "objects", link=True)
        facts = _Facts(
            saved_at=datetime.now(UTC),
            clock_offset_seconds=Clock(self.state.clock).offset_seconds,
            mailbox_bytes=_size(self.state.mail / INDEX),
        )
        if (self.state.mail / _IDENTITIES).exists():
            shutil.copy(self.state.mail / _IDENTITIES, unfinished)
        (unfinished / _FACTS).write_text(facts.model_dump_json())
        if not at_stop:
            (unfinished / _OVERTAKEN).touch()
        unfinished.rename(self._folder / f"{number}")
        for older in self._numbers():
            if older < number:
                shutil.rmtree(self._folder / f"{older}", ignore_errors=True)

    def restore(self) -> Loss | None:
        """Bring the latest snapshot back, for an engine about to start; what is lost when one was killed.

        To be called while no process of the laptop runs. A kill in the middle is mended by the next call.
        """
        if not self._numbers():
            self._begin()
        kept = self._folder / f"{max(self._numbers())}"
        facts = _Facts.model_validate_json((kept / _FACTS).read_bytes())
        killed = (kept / _OVERTAKEN).exists()
        clock = Clock(self.state.clock)
        was = clock.now()
        _copy(kept / "memory", self.state.engine_memory)
        _copy(kept / "objects", self.state.engine_objects)
        mails = rewind(self.state.mail, facts.mailbox_bytes)
        (self.state.mail / _IDENTITIES).unlink(missing_ok=True)
        if (kept / _IDENTITIES).exists():
            shutil.copy(kept / _IDENTITIES, self.state.mail)
        clock.set(facts.clock_offset_seconds)
        if killed:
            self.state.forget_api_keys()
        (kept / _OVERTAKEN).touch()
        return Loss(facts.saved_at, mails, was, clock.now()) if killed or mails else None

    def _begin(self) -> None:
        """The first snapshot: what an earlier version, without snapshots, kept at its stop; or nothing."""
        if not any(self.state.engine_memory.glob("*.json")):
            shutil.rmtree(self.state.engine, ignore_errors=True)
            (self.state.mail / INDEX).unlink(missing_ok=True)  # its mails are counted as taken back
        self.take(at_stop=True)

    def _numbers(self) -> list[int]:
        return [int(entry.name) for entry in self._folder.glob("*") if entry.name.isdecimal()]

    @property
    def _folder(self) -> Path:
        return self.state.snapshots


def _copy(source: Path, target: Path, *, link: bool = False) -> None:
    """Make `target` equal to `source`; a folder that does not exist is an empty one."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    if source.exists():
        shutil.copytree(source, target, copy_function=_linked if link else shutil.copy2, dirs_exist_ok=True)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copy2(source, target)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _minute(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M}Z"

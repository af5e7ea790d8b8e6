"""The mailbox on disk: one `.eml` a mail, and an append-only index that survives a restart.

The index has one JSON line for each mail kept, each event, and each change of an event's state. A line is
one write, after the `.eml` it speaks of is in place; a line cut short by a crash is dropped when read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from .mail import Direction, Entry, Event, Happening, Mail, State


@dataclass(frozen=True, slots=True)
class _Kept:
    mail: Mail
    line: Literal["mail"] = "mail"


@dataclass(frozen=True, slots=True)
class _Happened:
    mail: str
    event: Annotated[Event, Field(discriminator="kind")]
    line: Literal["event"] = "event"


@dataclass(frozen=True, slots=True)
class _Settled:
    mail: str
    position: int
    state: State
    reason: str
    line: Literal["state"] = "state"


type _Line = _Kept | _Happened | _Settled
_LINE: Final[TypeAdapter[_Line]] = TypeAdapter(Annotated[_Line, Field(discriminator="line")])
_FOLDERS: Final[dict[Direction, str]] = {"sent": "outbound", "received": "inbound"}
INDEX: Final = "index.jsonl"


class UnreadableIndex(Exception):
    """A line of the index that is not the last one cannot be read."""


class Mailbox:
    """Mails in the order they were kept. Not for several threads: one event loop owns it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._entries: dict[str, Entry] = {}
        for name in _FOLDERS.values():
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        self._index = self._folder / INDEX
        self._load()
        self._descriptor = os.open(self._index, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def close(self) -> None:
        os.close(self._descriptor)

    def __len__(self) -> int:
        return len(self._entries)

    def keep(self, mail: Mail, raw: bytes) -> None:
        """Store the bytes, then the line that names them."""
        path = self.path(mail)
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(raw)
        unfinished.replace(path)
        self._write(_Kept(mail))

    def record(self, mail_id: str, event: Event) -> int:
        """Note that `event` happened; its position among the mail's happenings."""
        self._write(_Happened(mail_id, event))
        return len(self._entries[mail_id].happenings) - 1

    def settle(self, mail_id: str, position: int, state: State, reason: str = "") -> None:
        self._write(_Settled(mail_id, position, state, reason))

    def __getitem__(self, mail_id: str) -> Entry:
        return self._entries[mail_id]

    def get(self, mail_id: str) -> Entry | None:
        return self._entries.get(mail_id)

    def path(self, mail: Mail) -> Path:
        return self._folder / _FOLDERS[mail.direction] / f"{mail.id}.eml"

    def raw(self, mail: Mail) -> bytes:
        return self.path(mail).read_bytes()

    def newest(self, words: str = "", direction: Direction | None = None) -> Iterator[Entry]:
        """Newest first; `words` is looked for in recipients, sender and subject, whatever the case."""
        wanted = words.casefold().split()
        for entry in reversed(self._entries.values()):
            mail = entry.mail
            if direction is not None and mail.direction != direction:
                continue
            text = " ".join((*mail.recipients, mail.sender, mail.subject)).casefold()
            if all(word in text for word in wanted):
                yield entry

    def after(self, mail_id: str) -> list[Entry]:
        """Those kept after that mail, oldest first. KeyError when there is no such mail."""
        if mail_id not in self._entries:
            raise KeyError(mail_id)
        found = []
        for entry in reversed(self._entries.values()):
            if entry.mail.id == mail_id:
                break
            found.append(entry)
        return found[::-1]

    def since(self, instant: datetime) -> list[Entry]:
        """Those of that instant or later, oldest first."""
        return [entry for entry in self._entries.values() if entry.mail.at >= instant]

    def pending(self) -> dict[str, tuple[int, ...]]:
        """What the outside has not been told: mail id -> positions."""
        return {
            mail_id: positions
            for mail_id, entry in self._entries.items()
            if (positions := positions_in(entry, "pending"))
        }

    def _write(self, line: _Line) -> None:
        os.write(self._descriptor, _LINE.dump_json(line) + b"\n")
        self._apply(line)

    def _apply(self, line: _Line) -> None:
        match line:
            case _Kept(mail):
                self._entries[mail.id] = Entry(mail)
            case _Happened(mail_id, event):
                entry = self._entries[mail_id]
                self._entries[mail_id] = replace(entry, happenings=(*entry.happenings, Happening(event)))
            case _Settled(mail_id, position, state, reason):
                entry = self._entries[mail_id]
                happenings = list(entry.happenings)
                happenings[position] = replace(happenings[position], state=state, reason=reason)
                self._entries[mail_id] = replace(entry, happenings=tuple(happenings))

    def _load(self) -> None:
        if not self._index.exists():
            return
        *lines, unfinished = self._index.read_bytes().split(b"\n")
        for number, line in enumerate(lines, start=1):
            try:
                self._apply(_LINE.validate_json(line))
            except (ValidationError, KeyError, IndexError) as error:
                raise UnreadableIndex(
                    f"{self._index}, line {number} cannot be read ({error}). "
                    "Remove that line, or the whole folder to start with an empty mailbox."
                ) from error
        if unfinished:
            os.truncate(self._index, self._index.stat().st_size - len(unfinished))


def positions_in(entry: Entry, state: State) -> tuple[int, ...]:
    return tuple(n for n, happening in enumerate(entry.happenings) if happening.state == state)


def rewind(folder: Path, index_bytes: int) -> int:
    """Go back to the mailbox whose index had that length, while no service has it open.

    Mails kept after that instant are deleted, and what happened later to earlier ones is forgotten. Returns
    the number of mails deleted.
    """
    index = folder / INDEX
    if index.exists() and index.stat().st_size > index_bytes:
        os.truncate(index, index_bytes)
    mailbox = Mailbox(folder)
    known = {mailbox.path(entry.mail) for entry in mailbox.newest()}
    mailbox.close()
    later = [
        file
        for name in _FOLDERS.values()
        for file in (folder.resolve() / name).iterdir()
        if file not in known
    ]
    for file in later:
        file.unlink()
    return sum(file.suffix == ".eml" for file in later)

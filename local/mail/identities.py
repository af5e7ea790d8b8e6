"""Identities of SES: the domains that may be sent from, in one file that survives a restart."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from .refusals import AlreadyExists, NotFound


@dataclass(frozen=True, slots=True)
class Identity:
    """`tokens` name its three DKIM records; `tags` are (key, value)."""

    name: str
    tokens: tuple[str, ...]
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def is_found(self) -> bool:
        """No DNS is asked: the records of every domain are there, but in `.invalid`, which has none."""
        return not self.name.endswith(".invalid")


_IDENTITIES: Final = TypeAdapter(tuple[Identity, ...])


class Identities:
    """Not for several threads: one event loop owns it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "identities.json"
        known = _IDENTITIES.validate_json(self._file.read_bytes()) if self._file.exists() else ()
        self._all = {identity.name: identity for identity in known}

    def create(self, name: str, tags: tuple[tuple[str, str], ...]) -> Identity:
        if name in self._all:
            raise AlreadyExists(f"Email identity {name} already exist.")
        identity = Identity(name, tuple(secrets.token_hex(16) for _ in range(3)), tags)
        self._all[name] = identity
        self._write()
        return identity

    def get(self, name: str) -> Identity:
        if name not in self._all:
            raise NotFound(f"Email identity {name} does not exist.")
        return self._all[name]

    def delete(self, name: str) -> None:
        del self._all[self.get(name).name]
        self._write()

    def _write(self) -> None:
        unfinished = self._file.with_suffix(".part")
        unfinished.write_bytes(_IDENTITIES.dump_json(tuple(self._all.values())))
        unfinished.replace(self._file)

"""What the demonstration says, in English and French."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Words:
    """`language` is one of relance.rendering.texts.LANGUAGES."""

    language: str

    @cached_property
    def _all(self) -> dict[str, Any]:
        return tomllib.loads((files(__package__) / f"{self.language}.toml").read_text(encoding="utf-8"))

    def __call__(self, code: str, **values: object) -> str:
        return str(self._all[code]).format(**values)

    def columns(self, *names: str) -> tuple[str, ...]:
        return tuple(self._all["columns"][name] for name in names)

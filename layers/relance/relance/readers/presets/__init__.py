"""Column mappings of named packages, one JSON file each: what `preset` in a mapping stands for.

`source` is "documentation" where the file was written from what the maker of a package publishes, "export"
where a real export was read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Preset:
    """`mapping` is as a person would write it in `mapping.json`."""

    id: str
    title: str
    source: Literal["documentation", "export"]
    mapping: dict[str, Any]


@cache
def presets() -> dict[str, Preset]:
    found = sorted(
        (file for file in files(__package__).iterdir() if file.name.endswith(".json")), key=lambda f: f.name
    )
    named = ((file.name.removesuffix(".json"), json.loads(file.read_text("utf-8"))) for file in found)
    return {id: Preset(id, **said) for id, said in named}

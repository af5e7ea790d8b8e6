"""A file that a person has uploaded to send it along with messages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that was uploaded under `id`, as its reader shall get it."""

    id: str
    name: str
    content_type: str

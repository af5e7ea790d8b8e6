"""Where things stand on a letter's first page: one TOML file a country or provider, in millimetres."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

PAGE_WIDTH: Final = 210.0
PAGE_HEIGHT: Final = 297.0
PROFILES: Final = ("fr-dl", "din-5008-a", "din-5008-b", "pingen-left")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `x` and `y` are its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def holds(self, other: Box) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def grown(self, by: float) -> Box:
        """Larger by so much on each side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def inside(self, by: float) -> Box:
        """Smaller by so much at the right and at the bottom."""
        return Box(self.x, self.y, self.width - by, self.height - by)

    def meets(self, other: Box) -> Box:
        """What both have in common; of no width or height when they have nothing."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        width, height = min(self.right, other.right) - x, min(self.bottom, other.bottom) - y
        return Box(x, y, max(0.0, width), max(0.0, height))


@dataclass(frozen=True, slots=True)
class Envelope:
    """A window envelope and how a sheet lies in it. `fold` is the lower edge of the panel that shows, in the
    sheet's own millimetres; `packet` is the height of the folded sheet, which may slide as far as it has
    room.
    """

    width: float
    height: float
    window: Box
    fold: float
    packet: float

    @property
    def shifts(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """How far a point of the sheet may come to lie from its own place: least and most, across and
        down.
        """
        down = self.packet - self.fold
        return (0.0, self.width - PAGE_WIDTH), (down, down + self.height - self.packet)

    @property
    def always_shown(self) -> Box:
        """The part of the sheet that the window shows wherever the sheet has slid to."""
        (left, right), (up, down) = self.shifts
        window = self.window
        width, height = window.width - (right - left), window.height - (down - up)
        return Box(window.x - left, window.y - up, width, height)


@dataclass(frozen=True, slots=True)
class Margins:
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Profile:
    """`clear` are zones that stay white; `marks` are heights of fold and punch marks at the left edge."""

    id: str
    source: str
    valid_from: date
    letterhead: Box
    references: Box
    address: Box
    margins: Margins
    text_top: float
    date_at_right: bool
    envelope: Envelope | None = None
    return_line: Box | None = None
    logo: Box | None = None
    """Where the logo stands when it is not above the sender's name."""
    clear: tuple[Box, ...] = ()
    marks: tuple[float, ...] = ()

    @property
    def address_zone(self) -> Box:
        """Where the lines of the address must stand: in their frame, and in the window in every position."""
        return self.address.meets(self.envelope.always_shown) if self.envelope else self.address

    @property
    def text_width(self) -> float:
        return PAGE_WIDTH - self.margins.left - self.margins.right


@cache
def profile(id: str) -> Profile:
    """The profile of that id, one of PROFILES. KeyError for another."""
    if id not in PROFILES:
        raise KeyError(id)
    read = tomllib.loads((files(__package__) / "profiles" / f"{id}.toml").read_text(encoding="utf-8"))
    envelope = read.get("envelope")
    return Profile(
        id=id,
        source=read["source"],
        valid_from=read["valid_from"],
        letterhead=Box(**read["letterhead"]),
        references=Box(**read["references"]),
        address=Box(**read["address"]),
        margins=Margins(**read["margins"]),
        text_top=read["text_top"],
        date_at_right=read["date_at_right"],
        envelope=_envelope(envelope) if envelope else None,
        return_line=Box(**read["return_line"]) if "return_line" in read else None,
        logo=Box(**read["logo"]) if "logo" in read else None,
        clear=tuple(Box(**zone) for zone in read.get("clear", ())),
        marks=tuple(read.get("marks", ())),
    )


def _envelope(read: dict[str, Any]) -> Envelope:
    return Envelope(**{**read, "window": Box(**read["window"])})

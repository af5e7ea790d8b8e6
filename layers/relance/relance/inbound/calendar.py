"""iCalendar parts (RFC 5546): what an invitation or the answer to one says, in few words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

CONTENT_TYPES: Final = frozenset({"text/calendar", "application/ics"})
_READ: Final = 20_000  # characters
_FOLD: Final = re.compile(r"\r?\n[ \t]")
_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Meeting:
    """`answer` is an attendee's PARTSTAT (`accepted`, `declined`, `tentative`), "" for an invitation."""

    summary: str
    day: str
    answer: str
    comment: str


def read(text: str) -> Meeting:
    """The first event of `text`; what it does not say is ""."""
    values: dict[str, str] = {}
    answer = ""
    for line in _FOLD.sub("", text[:_READ]).splitlines():
        head, _, value = line.partition(":")
        name, _, parameters = head.partition(";")
        values.setdefault(name.strip().upper(), value.strip())
        if name.strip().upper() == "ATTENDEE" and not answer:
            found = re.search(r"PARTSTAT=([A-Za-z-]{1,30})", parameters, re.IGNORECASE)
            answer = found[1].lower() if found else ""
    is_reply = values.get("METHOD", "").upper() in ("REPLY", "COUNTER")
    day = _DAY.match(values.get("DTSTART", ""))
    return Meeting(
        summary=_plain(values.get("SUMMARY", "")),
        day="-".join(day.groups()) if day else "",
        answer=answer if is_reply else "",
        comment=_plain(values.get("COMMENT", "")),
    )


def _plain(value: str) -> str:
    return re.sub(r"\\([,;\\])", r"\1", value.replace("\\n", "\n").replace("\\N", "\n"))[:500]

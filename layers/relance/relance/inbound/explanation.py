"""What a mail system wrote itself in a bounce, apart from the copy of our own mail below.

The copy proves nothing: its `DKIM-Signature` is no refusal of a signature, its `To:` no failed address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from relance.inbound.phrases import fold, language_in

_READ: Final = 20_000  # characters
_KEPT: Final = 4_000
_LONGEST_LINE: Final = 1_000
_FIELD: Final = re.compile(r"[ \t>]{0,4}([A-Za-z][A-Za-z0-9-]{1,40}) ?:(?:\s|$)")
# Fields that a system adds on the way: where they stand, the copy has begun.
_OF_A_COPY: Final = frozenset(
    [
        "received",
        "return-path",
        "dkim-signature",
        "domainkey-signature",
        "mime-version",
        "delivered-to",
        "x-mailer",
        "user-agent",
        "authentication-results",
        "arc-seal",
        "arc-message-signature",
        "arc-authentication-results",
        "x-original-to",
        "x-originating-ip",
        "x-received",
        "received-spf",
        "x-ms-exchange-organization-scl",
        "x-priority",
        "thread-index",
    ]
)
# Fields that a report quotes to say which mail it is about.
_OF_A_MAIL: Final = frozenset(
    ["date", "from", "to", "cc", "bcc", "subject", "message-id", "sent", "reply-to", "sender", "x-sender"]
)
_OURS: Final = frozenset(["from", "reply-to", "sender", "return-path"])
_ADDRESS: Final = re.compile(r"[^\s<>;:,\"()\[\]@]{1,100}+@[^\s<>;:,\"()\[\]@]{1,200}+")


@dataclass(frozen=True, slots=True)
class Explanation:
    """`text` is the mail system's. `authors` and `recipients` are addresses in the header of the copy."""

    text: str
    authors: frozenset[str]
    recipients: tuple[str, ...]


@lru_cache(maxsize=8)
def explanation(text: str) -> Explanation:
    """The beginning of `text`, up to the copy of our mail; all of it when it begins with the copy."""
    lines = [line[:_LONGEST_LINE] for line in text[:_READ].split("\n")]
    kept: list[str] = []
    authors: list[str] = []
    recipients: list[str] = []
    has_words, is_over, at = False, False, 0
    while at < len(lines):
        end, names = _block(lines, at)
        is_copy = bool(names & _OF_A_COPY)
        if is_copy or len(names & _OF_A_MAIL) >= 2:
            for name, value in _fields(lines[at:end]):
                (authors if name in _OURS else recipients if name == "to" else []).extend(
                    found.lower() for found in _ADDRESS.findall(value)
                )
            if is_copy and has_words:
                break
            at = end
            continue
        if has_words and _begins_copy(lines[at]):
            is_over = True
        if not is_over:
            kept.append(lines[at])
        has_words = has_words or any(char.isalpha() for char in lines[at])
        at += 1
    own = "\n".join(kept).strip()
    return Explanation((own or text[:_READ])[:_KEPT], frozenset(authors), tuple(dict.fromkeys(recipients)))


def _block(lines: list[str], start: int) -> tuple[int, frozenset[str]]:
    """The end of the header fields that begin at `start`, and their names; `start` when none does."""
    names: set[str] = set()
    at, indent = start, _indent(lines[start])
    while at < len(lines):
        found = _FIELD.match(lines[at])
        name = found[1].lower() if found else ""
        if (
            name in _OF_A_COPY
            or name in _OF_A_MAIL
            or (names and name.startswith(("x-", "content-", "list-")))
        ):
            names.add(name)
        elif not names or not lines[at].strip() or _indent(lines[at]) <= indent:
            break  # a folded field goes on further to the right
        at += 1
    return at, frozenset(names)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    name = ""
    for line in lines:
        if found := _FIELD.match(line):
            name = found[1].lower()
        yield name, line


def _begins_copy(line: str) -> bool:
    """Whether it says that our mail follows: "--- Below this line is a copy of the message."."""
    folded = fold(line[:200]).strip("-=*_~#>[] ")
    return bool(language_in(folded, "bounce", "copy", at_start=True))

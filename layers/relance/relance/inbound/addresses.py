"""From, To, Cc ... -> mailboxes, read as they are written, before any encoded word in them is decoded.

`=?utf-8?Q?Dupont=2C_L=C3=A9a?= <lea@client.example>` is one mailbox: decoded first, its comma would make it
two, and a name that holds an address would become one. The standard library's `getaddresses` refuses what
mail programs really write (`Dupont, Léa <lea@client.example>`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from relance.inbound.charset import storable
from relance.inbound.encoded_words import decoded
from relance.inbound.mail import Mailbox

_LONGEST_FIELD: Final = 20_000  # characters of a field that are read
_MOST: Final = 200
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|\\.?|[<>(),;:]|[^"\\<>(),;:]++', re.DOTALL)
_ANGLE_ADDRESS: Final = re.compile(r"<([^<>\s@]{1,200}+@[^<>\s]{1,300}+)>")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_SPACES: Final = re.compile(r"\s+")


def addresses(fields: Iterable[str]) -> tuple[Mailbox, ...]:
    """The mailboxes of some fields; a field in which nothing can be read as one gives none."""
    found = (address for field in fields for address in _of_field(field[:_LONGEST_FIELD]))
    return tuple(islice(found, _MOST))


def _of_field(written: str) -> Iterator[Mailbox]:
    found = list(_Reader().read(written))
    if any("@" in address.email and "<" not in address.email for address in found):
        yield from found
        return
    # A quotation mark that never closes, or all of the field encoded.
    angled = _ANGLE_ADDRESS.findall(written) or _ANGLE_ADDRESS.findall(decoded(written))
    yield from (Mailbox("", _clean(email)) for email in angled) if angled else found


@dataclass(slots=True)
class _Reader:
    """One pass over the pieces of a field. `written` are those of the mailbox that is being read."""

    written: list[str] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)
    before: str = ""
    """A name that stood before a comma: `Dupont` in `Dupont, Léa <lea@client.example>`."""
    is_read: bool = False
    """Whether the address in angle brackets was met: what follows up to the comma says nothing."""

    def read(self, field_text: str) -> Iterator[Mailbox]:
        depth = 0
        angle: list[str] | None = None
        for match in _TOKEN.finditer(field_text):
            piece = match[0]
            if angle is not None:
                if piece == ">":
                    yield self._angled("".join(angle))
                    angle = None
                else:
                    angle.append(piece)
            elif piece == "(" or depth:
                depth += {"(": 1, ")": -1}.get(piece, 0)
                self.comment.append(piece if piece not in "()" else " ")
            elif piece == "<":
                angle = []
            elif piece in ",;":
                yield from self._ended()
            elif piece == ":":
                self.written.clear()  # the name of a group, or `mailto`
            else:
                self.written.append(piece)
        if angle:
            yield self._angled("".join(angle))
        yield from self._ended()
        if self.before:
            yield _nameless(self.before, "")

    def _angled(self, email: str) -> Mailbox:
        name = _name(self.written) or _name(self.comment)
        if self.before:
            name = f"{_name([self.before])}, {name}" if name else _name([self.before])
        self.before, self.is_read = "", True
        self.written.clear()
        self.comment.clear()
        # `<@one.example,@two.example:zoe@client.example>` names the way before the mailbox.
        return Mailbox(name, _clean(email.rpartition(":")[2]))

    def _ended(self) -> Iterator[Mailbox]:
        """At a comma or the end: a mailbox without angle brackets, or a name to keep for the next."""
        text = "".join(self.written).strip()
        if text and not self.is_read:
            if self.before:
                yield _nameless(self.before, "")
            self.before = ""
            if "@" in text:
                yield _nameless(text, _name(self.comment))
            else:
                self.before = text if not self.comment else ""
                yield from [_nameless(text, _name(self.comment))] if self.comment else []
        self.is_read = False
        self.written.clear()
        self.comment.clear()


def _nameless(text: str, comment: str) -> Mailbox:
    """A mailbox without angle brackets: `zoe@client.example`, `zoe@client.example (Zoe)`, `MAILER-DAEMON`."""
    words = text.split()
    if len(words) == 1 or text.startswith('"'):
        is_email = "@" in text or len(words) == 1
        return Mailbox(comment, _clean(text)) if is_email else Mailbox(_name([text]), "")
    email = next((word for word in words if "@" in word), "")
    return Mailbox(_name([word for word in words if word != email], " "), _clean(email))


def _name(pieces: list[str], glue: str = "") -> str:
    """What is shown of a name: without quotation marks and escapes, decoded."""
    bare = (_ESCAPED.sub(r"\1", piece.strip('"')) if piece.startswith('"') else piece for piece in pieces)
    return _SPACES.sub(" ", storable(decoded(glue.join(bare)))).strip(" '")


def _clean(email: str) -> str:
    return storable(_SPACES.sub("", email)).lower()

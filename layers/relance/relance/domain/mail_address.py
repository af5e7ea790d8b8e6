"""What may stand on a line of a mail's header, and in an address: else no mail can be written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL_PART: Final = rf"{_ATOM}(?:\.{_ATOM})*"
"""What stands before the `@`, as every mail service takes it: in ASCII, unquoted. At most 64 characters."""
_DOMAIN: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")
_LONGEST_LOCAL_PART: Final = 64
_LONGEST_DOMAIN: Final = 253
NOT_ON_A_LINE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""A line break or a control character in a header would let its author write other headers."""


@dataclass(frozen=True, slots=True)
class Address:
    """`email` may have an international domain, but an ASCII local part. `name` is what a reader sees; it is
    only given by its name, so that nobody swaps the two.
    """

    email: str
    name: str = field(default="", kw_only=True)


def is_one_line(text: str) -> bool:
    return text.isprintable() or not NOT_ON_A_LINE.search(text)


def is_local_part(text: str) -> bool:
    return len(text) <= _LONGEST_LOCAL_PART and bool(re.fullmatch(LOCAL_PART, text))


def is_ascii_domain(text: str) -> bool:
    return len(text) <= _LONGEST_DOMAIN and bool(_DOMAIN.fullmatch(text))

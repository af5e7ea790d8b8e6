"""A mail's subject, as rules may look at it."""

from __future__ import annotations

import re

from relance.inbound.phrases import fold

# "Re:" in the languages of mail programs, and forwards: what follows was written by somebody else.
_PREFIXES = "re|aw|sv|antw|antwort|ref|rif|r|tr|fw|fwd|wg|i|rv|enc|doorst|odp|vs|vb|ynt"
_PASSED_ON = re.compile(rf"\s*(?:{_PREFIXES})(?:\[\d+\])?\s*:")
_TAG = re.compile(r"\s*\[[^\]]{0,80}\]\s*")


def own_subject(subject: str) -> str:
    """The folded subject the sender chose, without a list's [tag]; `""` when an earlier mail gave it."""
    folded = _TAG.sub("", fold(subject), count=1)
    return "" if _PASSED_ON.match(folded) else folded

"""A mail's subject, as rules may look at it."""

from __future__ import annotations

import re

from relance.inbound.phrases import fold

_LONGEST = 1_000  # characters
# "Re:" in the languages of mail programs, and forwards: what follows was written by somebody else.
_FORWARDS = "fw|fwd|tr|wg|i|rv|enc|doorst|vb|vs|pd|inoltra|ilt|reenv|rif fwd|vidarebefordrat|videresendt"
_ANSWERS = "re|aw|sv|antw|antwort|ref|rif|r|odp|vs|ynt|vá|res|απ|atb|回复|答复|回覆|返信|rép|rep|svar"
_PASSED_ON = re.compile(rf"\s*(?:{_ANSWERS}|{_FORWARDS}|转发|轉寄|転送)(?:\[\d+\]|\(\d+\))?\s*[:\uff1a]")
_FORWARDED = re.compile(rf"\s*(?:(?:{_ANSWERS})\s*:\s*)?(?:{_FORWARDS}|转发|轉寄|転送)\s*[:\uff1a]")
_TAG = re.compile(r"\s*\[[^\[\]]{0,80}\]\s*")


def own_subject(subject: str) -> str:
    """The folded subject the sender chose, without a list's [tag]; `""` when an earlier mail gave it."""
    folded = _untagged(subject)
    return "" if _PASSED_ON.match(folded) else folded


def any_subject(subject: str) -> str:
    """The folded subject, whoever chose it."""
    return fold(subject[:_LONGEST])


def is_forward(subject: str) -> bool:
    """Whether the subject says that the mail passes on another: "TR: ", "Fwd: "."""
    return bool(_FORWARDED.match(_untagged(subject)))


def _untagged(subject: str) -> str:
    return _TAG.sub("", fold(subject[:_LONGEST]), count=1)

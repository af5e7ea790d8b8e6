"""Pictures as SVG. Positions are attributes and colours classes: the policy allows no style in a page."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_HEIGHT = 10
_TALL = 120


def ageing(shares: Sequence[float], label: str) -> Markup:
    """One bar, a piece for each age; `shares` add up to 1. It is as wide as its place."""
    pieces, at = [], 0.0
    for age, share in enumerate(shares):
        if share > 0:
            place = (age, f"{at:.2%}", f"{share:.2%}", _HEIGHT)
            pieces.append(Markup('<rect class="age-{}" x="{}" width="{}" height="{}"/>').format(*place))
        at += share
    bar = Markup('<svg class="bar" role="img" aria-label="{}" width="100%" height="{}">{}</svg>')
    return bar.format(label, _HEIGHT, Markup("").join(pieces))


def bars(values: Sequence[int], label: str) -> Markup:
    """One bar a value, the last of them still growing; what is below nothing has none."""
    most, width = max((*values, 1)), 100 / max(1, len(values))
    pieces = []
    for number, value in enumerate(values):
        height = max(0, round(_TALL * value / most))
        kind = "now" if number == len(values) - 1 else "past"
        place = (kind, f"{number * width + width * 0.1:.2f}%", _TALL - height, f"{width * 0.8:.2f}%", height)
        pieces.append(Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(*place))
    picture = Markup('<svg class="bars" role="img" aria-label="{}" width="100%" height="{}">{}</svg>')
    return picture.format(label, _TALL, Markup("").join(pieces))

"""Pictures as SVG. Positions are attributes and colours classes: the policy allows no style in a page."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_HEIGHT = 10


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

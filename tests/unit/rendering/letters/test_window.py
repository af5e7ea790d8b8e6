"""The address in the window: the sheet is laid into the envelope, and looked at through the hole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from relance.domain.errors import Refused
from relance.rendering.letters.letter import Letter
from relance.rendering.letters.printed_area import Paper, papers
from relance.rendering.letters.profile import PROFILES, Box, profile
from relance.rendering.letters.typeset import Printed

ADDRESSES = {
    "short": ("Duval SAS", "1 rue X", "69003 LYON"),
    "six lines of 38": (
        "BRASSERIE DUVAL ET FILS DE LA REPUBLIQ",
        "MADAME ANNA-MARIA DUVAL DE LA FONTAINE",
        "BATIMENT C ESCALIER 12 APPARTEMENT 148",
        "148 BOULEVARD DE SEBASTOPOL PROLONGEES",
        "ZONE INDUSTRIELLE DES QUATRE CHEMINS 4",
        "75003 SAINT GERMAIN DE LA PRESQU ILE 3",
    ),
    "abroad": (
        "Brasserie Duval & Fils SARL",
        "Madame Anna Duval",
        "Bâtiment C, escalier 12",
        "148 boulevard de Sébastopol",
        "Zone industrielle",
        "1050 BRUXELLES",
        "BELGIQUE",
    ),
}
ENVELOPES = [name for name in PROFILES if profile(name).envelope]


def first_page(printed: Printed) -> Paper:
    return next(papers(printed.pdf))


def through_the_hole(layout: str, across: float, down: float) -> Box:
    """What of the sheet the window shows when the sheet lies so far from its own place, in millimetres."""
    envelope = profile(layout).envelope
    assert envelope is not None
    window = envelope.window
    shown = Box(window.x - across, window.y - down, window.width, window.height)
    return shown.meets(Box(0, 0, 210, envelope.fold))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("layout", ENVELOPES)
def test_the_window_shows_the_whole_address_wherever_the_sheet_slides(
    layout: str, address: str, printed: Callable[..., Printed]
) -> None:
    paper = first_page(printed(layout, recipient=ADDRESSES[address]))
    used = profile(layout)
    assert used.envelope is not None
    (left, right), (up, down) = used.envelope.shifts
    ink = paper.ink(used.address)
    assert ink is not None and ink.width > 10 and ink.height > 8

    for across in (left, (left + right) / 2, right):
        for lower in (up, (up + down) / 2, down):
            assert through_the_hole(layout, across, lower).holds(ink), (across, lower)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("layout", ENVELOPES)
def test_the_window_shows_nothing_but_the_address(
    layout: str, address: str, printed: Callable[..., Printed]
) -> None:
    used = profile(layout)
    own = [used.address, *([used.return_line.grown(0.5)] if used.return_line else [])]
    paper = first_page(printed(layout, recipient=ADDRESSES[address])).without(*own)
    assert used.envelope is not None
    for across in used.envelope.shifts[0]:
        for down in used.envelope.shifts[1]:
            assert paper.ink(through_the_hole(layout, across, down)) is None


@pytest.mark.parametrize(
    ("layout", "x", "y"),
    [("fr-dl", 110, 55), ("din-5008-a", 25, 44.7), ("din-5008-b", 25, 62.7), ("pingen-left", 22, 60)],
)
def test_the_address_begins_where_the_post_reads_it(
    layout: str, x: float, y: float, printed: Callable[..., Printed]
) -> None:
    paper = first_page(printed(layout, recipient=ADDRESSES["short"]))
    ink = paper.ink(Box(x - 3, y, 60, 16))
    assert ink is not None
    # A capital letter stands half a millimetre into its box, and its top under the height of its line.
    assert x <= ink.x <= x + 1
    assert y <= ink.y <= y + 1.5


def test_the_measures_of_the_french_window_are_those_of_the_standard() -> None:
    used = profile("fr-dl")
    assert used.envelope is not None
    window = used.envelope.window
    assert (used.envelope.width - window.right, used.envelope.height - window.bottom) == (20, 20)
    assert (window.width, window.height) == (100, 45)
    # 55 mm to the upper edge of the frame, 110 mm to its left: 85 by 33 mm, of which the window shows this.
    assert used.address_zone == Box(110, 55, 80, 24)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("W" * 45, "69003 LYON"), "postal_line_too_long"),
        (tuple(f"LINE {number}" for number in range(12)), "postal_too_many_lines"),
    ],
)
def test_an_address_that_does_not_fit_is_refused_and_never_cut(
    lines: tuple[str, ...], code: str, printed: Callable[..., Printed]
) -> None:
    with pytest.raises(Refused) as refused:
        printed(recipient=lines)
    assert [fault.code for fault in refused.value.faults] == [code]


def test_the_zone_that_a_provider_prints_in_stays_white(
    notice: Letter, printed: Callable[..., Printed]
) -> None:
    paper = first_page(printed("pingen-left"))
    assert all(paper.ink(zone) is None for zone in profile("pingen-left").clear)

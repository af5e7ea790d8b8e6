"""The postal rules of countries: what an address needs, and how it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.postal_address import PostalAddress
from relance.postal import postal_faults, postal_lines


def address(
    *lines: str, country: str = "FR", postcode: str = "69002", city: str = "Lyon", **more: str
) -> PostalAddress:
    return PostalAddress(
        more.pop("company", "Duval"),
        more.pop("person", ""),
        lines,
        postcode,
        city,
        more.pop("region", ""),
        country,
    )


def faults(given: PostalAddress) -> list[tuple[str, str]]:
    return [(fault.code, fault.field) for fault in postal_faults(given)]


GOOD = [
    (address("12, rue de la République."), ("Duval", "12 rue de la République.", "69002 LYON")),
    (address("1 rue X", city="Lyon CEDEX 03"), ("Duval", "1 rue X", "69002 LYON CEDEX 03")),
    (
        address("Hauptstr. 5", country="DE", postcode="10115", city="Berlin"),
        ("Duval", "Hauptstr. 5", "10115 BERLIN"),
    ),
    (
        address("10 Downing St", country="GB", postcode="SW1A 2AA", city="London"),
        ("Duval", "10 Downing St", "LONDON", "SW1A 2AA"),
    ),
    (
        address("Via Roma 1", country="IT", postcode="20121", city="Milano", region="MI"),
        ("Duval", "Via Roma 1", "20121 MILANO MI"),
    ),
    (
        address("1 Main St", country="US", postcode="94043", city="Mountain View", region="CA"),
        ("Duval", "1 Main St", "MOUNTAIN VIEW, CA 94043"),
    ),
    (
        address("Rue de la Loi 16", country="BE", postcode="1000", city="Bruxelles"),
        ("Duval", "Rue de la Loi 16", "1000 BRUXELLES"),
    ),
    (
        address("Bahnhofstr. 1", country="CH", postcode="8001", city="Zürich"),
        ("Duval", "Bahnhofstr. 1", "CH-8001 Zürich"),
    ),
    (
        address("Calle Mayor 1", country="ES", postcode="28013", city="Madrid", region="Madrid"),
        ("Duval", "Calle Mayor 1", "28013 MADRID MADRID"),
    ),
    (
        address("1 rue X", country="MC", postcode="98000", city="Monaco"),
        ("Duval", "1 rue X", "MC-98000 MONACO"),
    ),
    (
        address("12 rue X", country="RE", postcode="97400", city="Saint-Denis"),
        ("Duval", "12 RUE X", "97400 SAINT-DENIS"),
    ),
]


@pytest.mark.parametrize(
    ("given", "lines"), GOOD, ids=lambda value: value.country if isinstance(value, PostalAddress) else ""
)
def test_it_is_written_as_its_post_reads_it(given: PostalAddress, lines: tuple[str, ...]) -> None:
    assert faults(given) == []
    assert postal_lines(given) == lines


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (address("1 rue X", company=""), [("postal_no_recipient", "company")]),
        (address("1 rue X", country=""), [("postal_country", "country")]),
        (address("1 rue X", country="fr"), [("postal_country", "country")]),
        (address("1 rue X", country="ZZ"), [("postal_country", "country")]),
        (address("1 rue X", country="XX"), [("postal_country", "country")]),
        (address(), [("postal_field_required", "lines")]),
        (address("1 rue X", city=""), [("postal_field_required", "city")]),
        (address("1 rue X", postcode=""), [("postal_field_required", "postcode")]),
        (address("1 rue X", postcode="6900"), [("postal_postcode", "postcode")]),
        (address("1 rue X", postcode="690022"), [("postal_postcode", "postcode")]),
        (
            address("Via Roma 1", country="IT", postcode="20121", city="Milano"),
            [("postal_field_required", "region")],
        ),
        (
            address("1 St", country="US", postcode="94043", city="X", region="ZZ"),
            [("postal_not_there", "region")],
        ),
        (address("x" * 38), []),
        (address("x" * 39), [("postal_line_too_long", "lines")]),
        (address("1 rue X", company="x" * 39), [("postal_line_too_long", "lines")]),
        (address("x" * 39, country="DE", postcode="10115", city="Berlin"), []),
        (
            address("x" * 51, country="DE", postcode="10115", city="Berlin"),
            [("postal_line_too_long", "lines")],
        ),
        (address("a", "b", "c", "d", person="Zoé"), [("postal_too_many_lines", "lines")]),
        (address("a", "b", "c", person="Zoé"), []),
        (address("a", "b", "c", "d", "e"), [("postal_too_many_lines", "lines")]),
        (address("a\nb"), [("postal_character", "lines")]),
        (address("a", " "), [("postal_empty_line", "lines")]),
        (address("1 rue X", company="A\x00"), [("postal_character", "company")]),
    ],
)
def test_what_is_wrong_is_named(given: PostalAddress, expected: list[tuple[str, str]]) -> None:
    assert faults(given) == expected


def test_a_town_that_a_country_has_no_place_for_is_not_lost() -> None:
    tokyo = address("1-1 Chiyoda", country="JP", postcode="100-8111", city="Chiyoda-ku", region="Tokyo")
    assert faults(tokyo) == []
    assert "chiyoda-ku" in " ".join(postal_lines(tokyo)).lower()


_TEXT = st.text(max_size=60)


@given(
    _TEXT,
    _TEXT,
    st.lists(_TEXT, max_size=5),
    _TEXT,
    _TEXT,
    _TEXT,
    st.sampled_from(["FR", "DE", "US", "CN", "JP", "", "ZZ"]),
)
def test_no_address_breaks_its_check_and_nothing_of_a_good_one_is_lost(
    company: str, person: str, lines: list[str], postcode: str, city: str, region: str, country: str
) -> None:
    given_address = PostalAddress(company, person, tuple(lines), postcode, city, region, country)
    if not postal_faults(given_address):
        written = " ".join(postal_lines(given_address)).replace(",", " ").casefold().split()
        for part in (company, person, *lines, postcode, city):
            for word in part.replace(",", " ").split():
                assert any(word.upper().casefold() in each or word.casefold() in each for each in written)

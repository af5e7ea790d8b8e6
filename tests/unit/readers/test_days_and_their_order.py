"""Days never off by one, in the order that their surroundings tell; and what is said of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.imports import Defaults, InvoiceRow, Reading
from relance.readers import read
from relance.readers.dates import readings
from tests.unit.readers.reading import csv, fault_of, only_invoice, refusal

ENGLISH = "Invoice number;Customer;Invoice date;Due date;Total"
FRENCH = "N° facture;Client;Date facture;Échéance;Total TTC"
TODAY = date(2026, 11, 26)


def days(
    *pairs: tuple[str, str],
    header: str = ENGLISH,
    language: str | None = None,
    currency: str = "EUR",
    zone: str = "Europe/Paris",
) -> Reading:
    lines = [header, *(f'F-{n};Acme;"{issue}";"{due}";10' for n, (issue, due) in enumerate(pairs))]
    return read("\n".join(lines).encode(), "x.csv", defaults=Defaults(currency, language, zone, TODAY))


def found(reading: Reading) -> list[tuple[date, date | None]]:
    assert reading.faults == ()
    return [(row.issue_date, row.due_date) for row in reading.rows if isinstance(row, InvoiceRow)]


def codes(reading: Reading) -> set[str]:
    return {note.fault.code for note in reading.notes}


# --- moments ---


@pytest.mark.parametrize(
    ("written", "zone", "day"),
    [
        ("2026-06-30T22:00:00.000Z", "Europe/Paris", date(2026, 7, 1)),
        ("2026-12-31T23:00:00Z", "Europe/Paris", date(2027, 1, 1)),
        ("2026-07-01T00:00:00Z", "America/New_York", date(2026, 7, 1)),
        ("2026-07-01T00:00:00+02:00", "America/New_York", date(2026, 7, 1)),
        ("2026-07-01T23:59:59Z", "Europe/Paris", date(2026, 7, 1)),
        ("2026-07-01T18:30:00Z", "Asia/Kolkata", date(2026, 7, 2)),
        ("2026-07-01T15:00:00-0700", "Europe/Paris", date(2026, 7, 2)),
        ("2026-07-01 23:59:48", "Europe/Paris", date(2026, 7, 2)),
        ("2026-07-01 23:59:59", "Europe/Paris", date(2026, 7, 1)),
        ("2026-07-01 14:05", "Europe/Paris", date(2026, 7, 1)),
        ("01/07/2026 2:05 PM", "Europe/Paris", date(2026, 7, 1)),
    ],
)
def test_a_moment_is_the_day_that_its_writer_meant(written: str, zone: str, day: date) -> None:
    meanings = readings(written, zone)
    assert meanings is not None
    assert meanings["dmy"] == day


def test_a_header_may_say_that_its_moments_are_in_utc() -> None:
    header = ENGLISH.replace("Due date", "Due date (UTC)")
    assert found(days(("2026-07-01", "2026-07-31 22:30"), header=header)) == [
        (date(2026, 7, 1), date(2026, 8, 1))
    ]


# --- words ---


@pytest.mark.parametrize(
    "written",
    [
        "lundi 30 novembre 2026",
        "Mon, 30 Nov 2026",
        "Montag, 30. November 2026",
        "30 de noviembre de 2026",
        "lunedì 30 novembre 2026",
        "maandag 30 november 2026",
        "30. Nov. 2026",
        "Nov 30, 2026",
        "30nov2026",
        "November 30th, 2026",
        "2026-Nov-30",
        "30-nov.-26",
        "2026年11月30日",
        "30112026",
        "301126",
    ],
)
def test_a_day_is_read_in_six_languages_and_more_forms(written: str) -> None:
    (pair,) = found(days((written, "31/12/2026")))
    assert pair[0] == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("1er févr. 2026", 2),
        ("3. März 2026", 3),
        ("3 ago 2026", 8),
        ("3 mei 2026", 5),
        ("mar. 7 avril 2026", 4),
    ]
    + [("3 gennaio 2026", 1), ("3 out 2026", 10), ("3 Dez 2026", 12), ("3 août 2026", 8), ("3 mrt 2026", 3)],
)
def test_a_month_is_known_by_its_short_names(written: str, month: int) -> None:
    (pair,) = found(days((written, "31/12/2026")))
    assert pair[0].month == month


# --- nothing, and numbers ---


@pytest.mark.parametrize(
    "written",
    ["0000-00-00", "00/00/0000", "01/01/1900", "1899-12-30", "31/12/9999", "0", "00.00.0000", "N/A"],
)
def test_a_day_that_stands_for_none_is_none(written: str) -> None:
    assert found(days(("2026-07-01", written))) == [(date(2026, 7, 1), None)]


def test_a_column_of_date_numbers_is_read_and_said() -> None:
    reading = days(("46204", "46234"), ("46205.5", ""))
    assert found(reading) == [(date(2026, 7, 1), date(2026, 7, 31)), (date(2026, 7, 2), None)]
    assert codes(reading) == {"date_numbers"}


def test_one_number_among_days_is_no_day() -> None:
    reading = days(*[("2026-07-01", "2026-07-31")] * 5, ("46204", "2026-07-31"))
    assert fault_of(reading).code == "not_a_date"


# --- order ---


def test_headers_that_are_not_english_put_the_day_first() -> None:
    reading = days(("03/04/2026", "05/06/2026"), header=FRENCH)
    assert found(reading) == [(date(2026, 4, 3), date(2026, 6, 5))]
    assert codes(reading) == {"day_first_by_headers"}


@pytest.mark.parametrize(
    ("issue", "due", "day", "code"),
    [
        ("04/01/2026", "05/01/2026", date(2026, 4, 1), "month_first_by_terms"),
        ("01/04/2026", "01/05/2026", date(2026, 4, 1), "day_first_by_terms"),
    ],
)
def test_usual_terms_tell_the_order(issue: str, due: str, day: date, code: str) -> None:
    reading = days((issue, due), language="fr")
    assert (found(reading)[0][0], codes(reading)) == (day, {code})


def test_usual_terms_are_believed_against_the_headers() -> None:
    reading = days(("04/01/2026", "05/01/2026"), ("06/02/2026", "07/02/2026"), header=FRENCH)
    assert found(reading)[0][0] == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("language", "currency", "day"),
    [("fr", "USD", date(2026, 4, 3)), ("en", "USD", date(2026, 3, 4)), ("en", "GBP", date(2026, 4, 3))],
)
def test_else_the_organization_s_language_tells(language: str, currency: str, day: date) -> None:
    reading = days(("03/04/2026", ""), language=language, currency=currency)
    assert found(reading)[0][0] == day
    assert codes(reading) <= {"day_first_by_organization", "month_first_by_organization"} != set()


def test_without_any_of_them_the_file_is_refused() -> None:
    data = f"{ENGLISH}\nF-1;Acme;03/04/2026;;10".encode()
    assert [fault.code for fault in refusal(data)] == ["ambiguous_dates"]


def test_what_the_dates_tell_themselves_needs_no_word() -> None:
    assert codes(days(("13/04/2026", "03/05/2026"), language="en", currency="USD")) == set()


@pytest.mark.parametrize(
    ("issues", "first"),
    [
        (["26-04-13", "26-05-02"], date(2026, 4, 13)),
        (["25-12-31", "26-01-30"], date(2025, 12, 31)),
        (["13-04-26", "02-05-26"], date(2026, 4, 13)),
        (["30-11-26"], date(2026, 11, 30)),
    ],
)
def test_years_of_two_digits_stand_where_they_make_likely_days(issues: list[str], first: date) -> None:
    assert found(days(*((issue, "") for issue in issues)))[0][0] == first


@given(
    when=st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    style=st.sampled_from(
        ["%Y-%m-%dT00:00:00Z", "%d.%m.%Y", "%Y%m%d", "%A %d %B %Y", "%a, %d %b %Y", "%d%m%Y"]
    ),
    zone=st.sampled_from(["Europe/Paris", "America/New_York", "Pacific/Kiritimati", "Asia/Kolkata"]),
)
def test_no_day_is_ever_off_by_one(when: date, style: str, zone: str) -> None:
    meanings = readings(when.strftime(style), zone)
    assert meanings is not None
    assert meanings["dmy"] == when


@given(st.text(st.sampled_from("0123456789/-. TZ:+janvmoctémar年月日"), max_size=25))
def test_any_text_is_a_day_or_none(text: str) -> None:
    for day in (readings(text) or {}).values():
        assert 1970 <= day.year < 2201


def test_the_mapping_s_order_counts_before_all_others() -> None:
    from relance.domain.imports import ColumnMapping

    mapping = ColumnMapping(date_order="mdy")
    assert only_invoice(csv(FRENCH, "F-1;Acme;03/04/2026;;10", mapping=mapping)).issue_date == date(
        2026, 3, 4
    )

"""The phrases the rules go by are written for six languages at least, and are met as people write them."""

from __future__ import annotations

import pytest

from relance.inbound.phrases import by_language, fold, language_in

LANGUAGES = {"en", "fr", "de", "es", "it", "nl"}
TABLES = [
    ("auto_reply", "subject"),
    ("auto_reply", "certain"),
    ("auto_reply", "absent"),
    ("auto_reply", "consequence"),
    ("absence_dates", "before_date"),
    ("absence_dates", "months"),
    ("absence_dates", "weekdays"),
    ("bounce", "subject"),
    ("bounce", "body"),
    ("bounce", "delayed"),
    ("bounce", "gone"),
    ("receipt", "subject"),
    ("receipt", "body"),
    ("quotation", "wrote"),
    ("quotation", "separator"),
    ("quotation", "from"),
    ("quotation", "date"),
    ("quotation", "to"),
    ("quotation", "subject"),
]


@pytest.mark.parametrize(("subject", "table"), TABLES)
def test_every_table_speaks_six_languages(subject: str, table: str) -> None:
    assert by_language(subject, table).keys() >= LANGUAGES


def test_months_and_weekdays_are_complete() -> None:
    assert {len(names) for names in by_language("absence_dates", "months").values()} == {12}
    assert {len(names) for names in by_language("absence_dates", "weekdays").values()} == {7}


def test_case_accents_spaces_and_apostrophes_do_not_matter() -> None:
    assert fold("RÉPONSE\u00a0  Automatique de l\u2019Équipe") == "reponse automatique de l'equipe"


@pytest.mark.parametrize(
    ("text", "language"), [("im Urlaub!", "de"), ("absentee landlord", ""), ("送信エラーです", "ja")]
)
def test_words_are_met_whole(text: str, language: str) -> None:
    subject = ("bounce", "subject") if language == "ja" else ("auto_reply", "absent")
    assert language_in(fold(text), *subject) == language

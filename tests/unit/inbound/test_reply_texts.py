"""What a person wrote is found among what their mail program quoted, and an unquoted mail stays whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.inbound import reply_text

ATTRIBUTIONS = [
    "On Mon, May 4, 2026 at 10:00 AM Ana Diaz <ana@example.org> wrote:",
    "On Mon, May 4, 2026 at 10:00 AM Ana Diaz <\na-very-long-address@example.org> wrote:",
    "Le lun. 4 mai 2026 à 10:00, Ana Diaz <ana@example.org> a écrit :",
    "Le lun. 4 mai 2026 à 10:00, Ana Diaz <ana@example.org> a écrit\u00a0:",
    "Le 04/05/2026 à 10:00, Ana Diaz a écrit\u202f:",
    "Am 04.05.26 um 10:00 schrieb Ana Diaz:",
    "Ana Diaz <ana@example.org> schrieb am Mo., 4.\nMai 2026 um 10:00 Uhr:",
    "El lun, 4 may 2026 a las 10:00, Ana Diaz (<ana@example.org>) escribió:",
    "Il giorno lun 4 mag 2026 alle ore 10:00 Ana Diaz <ana@example.org> ha scritto:",
    "Op ma 4 mei 2026 om 10:00 schreef Ana Diaz <ana@example.org>:",
    "2026-05-04 10:00 GMT+02:00 Ana Diaz <ana@example.org>:",
    "Zitat von Ana Diaz <ana@example.org>:",
]
HEADERS = [
    "From: Ana Diaz <ana@example.org>\nSent: Monday, May 4, 2026 10:00 AM\nTo: Bob\nSubject: Invoice F-1",
    "*From:* Ana <ana@example.org>\n*Sent:* Monday, May 4, 2026 10:00 AM\n*To:* Bob\n*Subject:* Invoice F-1",
    "De : Ana Diaz <ana@example.org>\nEnvoyé : lundi 4 mai 2026 10:00\nÀ : Bob\nObjet : Facture F-1",
    "Von: Ana Diaz <ana@example.org>\nGesendet: Montag, 4. Mai 2026 10:00\nAn: Bob\nBetreff: Rechnung F-1",
    "De: Ana Diaz <ana@example.org>\nEnviado: lunes, 4 de mayo de 2026 10:00\nPara: Bob\nAsunto: Factura F-1",
    "Da: Ana Diaz <ana@example.org>\nInviato: lunedì 4 maggio 2026 10:00\nA: Bob\nOggetto: Fattura F-1",
    "Van: Ana Diaz <ana@example.org>\nVerzonden: maandag 4 mei 2026 10:00\nAan: Bob\nOnderwerp: Factuur F-1",
    "________________________________\nFrom: Ana <ana@example.org>\nSent: Monday, May 4, 2026 10:00\nTo: B",
    "Message du 04/05/26 08:51\nDe : ana@example.org\nA : bob@example.org\nObjet : Facture",
    "-----Original Message-----\nFrom: Ana",
    "-------- Message d'origine --------\nDe : Ana",
    "-----Ursprüngliche Nachricht-----\nVon: Ana",
    "----- Mensaje original -----\nDe: Ana",
    "-----Messaggio originale-----\nDa: Ana",
    "-----Oorspronkelijk bericht-----\nVan: Ana",
    "---- On Mon, 04 May 2026 10:00:00 +0200 Ana Diaz <ana@example.org> wrote ----",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_marked_text_below_an_attribution_is_cut(attribution: str) -> None:
    text = f"Paid on Friday.\n\nBob\n\n{attribution}\n\n> Please pay.\n> Thank you.\n"
    assert reply_text(text).visible == "Paid on Friday.\n\nBob"


@pytest.mark.parametrize(
    "introduction", [one for one in ATTRIBUTIONS if "Zitat" not in one and "GMT" not in one] + HEADERS
)
def test_unmarked_text_below_an_introduction_is_cut(introduction: str) -> None:
    assert (
        reply_text(f"Paid on Friday.\n\n{introduction}\n\nPlease pay.\nThank you.\n").visible
        == "Paid on Friday."
    )


UNQUOTED = [
    "Hello\n-- \nBob\n+33 1 02 03 04 05",
    "Hello\n-----\nWe paid 100\n-----\nBye",
    "D'accord.\n\nEnvoyé de mon iPhone",
    "On 3 May 2026 you wrote:\nwe owe 100.\nThat is wrong.",
    "On 3 May 2026 at 10:00 you wrote:\nwe owe 100.",
    "Le 12/05/2026 votre collègue Mme Martin m'a écrit :\nvous deviez annuler la facture.",
    "Virement fait\nDate : 12/05/2026\nDe : Compte courant\nMontant : 100 EUR",
    "Objet : facture F-1\nÀ : Société Machin\nDate : aujourd'hui\n\nBonjour",
    "We wrote to you on 12/05/2026 and 13/05/2026:\n- one\n- two",
    "Amounts:\n    1 200,00\n\n\n    1 300,00",
    "1 > 2 and 3 < 4",
]


@pytest.mark.parametrize("text", UNQUOTED)
def test_a_mail_without_a_quotation_stays_whole(text: str) -> None:
    reply = reply_text(text)
    assert reply.visible == text
    assert not reply.has_quotation


def test_an_answer_typed_below_the_quotation_is_what_is_seen() -> None:
    text = f"{ATTRIBUTIONS[0]}\n> Please pay.\n> Thank you.\n\nWe paid yesterday.\n"
    assert reply_text(text).visible == "We paid yesterday."


def test_answers_between_quoted_questions_keep_the_questions() -> None:
    text = f"Hello,\n\n{ATTRIBUTIONS[0]}\n> When?\n\nTomorrow.\n\n> How much?\n\nAll.\n\n> Bye\n"
    assert reply_text(text).visible == "Hello,\n\n> When?\n\nTomorrow.\n\n> How much?\n\nAll."


def test_a_signature_below_the_quotation_is_no_answer() -> None:
    assert reply_text(f"Paid.\n\n{ATTRIBUTIONS[0]}\n> Please pay.\n\n-- \nBob\nAccounts").visible == "Paid."


def test_a_quoted_line_broken_in_two_is_no_answer() -> None:
    text = (
        "Paid.\n\n> Le 4 mai 2026 à 10:00, ana@example.org a écrit :\n>\n"
        "> A ce jour, le montant à devoir, permettant de solder votre compte\n"
        "cotisation, est de 100 euros.\n> Ana"
    )
    assert reply_text(text).visible == "Paid."


def test_a_mail_passed_on_without_a_word_shows_what_was_passed_on() -> None:
    header = "From: Ana <ana@example.org>\nTo: Bob\nSubject: F-1"
    text = f"---------- Forwarded message ----------\n{header}\n\nPlease pay.\n"
    assert reply_text(text).visible == "Please pay."


def test_a_mail_that_only_quotes_is_shown() -> None:
    reply = reply_text("> Please pay.\n> Thank you.")
    assert (reply.visible, reply.full) == ("Please pay.\nThank you.", "> Please pay.\n> Thank you.")


OURS = (
    "Bonjour,\nVotre facture F-12 de 1 200,00 EUR est échue depuis le 3 mai.\nMerci de la régler.\nAna Dupont"
)


def test_our_own_mail_quoted_without_any_mark_is_cut() -> None:
    text = (
        "C'est payé.\n\nBonjour, Votre facture F-12 de 1\u202f200,00 EUR est échue\ndepuis le 3 mai.\n"
        "Merci de la régler.\n\nAna Dupont\n"
    )
    assert reply_text(text, parent=OURS).visible == "C'est payé."


def test_a_word_that_our_own_mail_has_too_is_kept() -> None:
    assert reply_text("C'est fait.\nMerci", parent=OURS).visible == "C'est fait.\nMerci"


def test_line_ends_of_every_kind_are_read() -> None:
    assert reply_text("One\r\ntwo\rthree\n").visible == "One\ntwo\nthree"


WORDS = st.text(alphabet="abc é.,;()0123456789€'\u00a0", max_size=60)


@given(st.lists(WORDS, max_size=30))
def test_plain_paragraphs_never_lose_a_line(lines: list[str]) -> None:
    visible = reply_text("\n".join(lines)).visible
    assert [line.rstrip() for line in lines if line.strip()] == [
        line.rstrip() for line in visible.split("\n") if line.strip()
    ]


PIECES = st.sampled_from(
    [*ATTRIBUTIONS, *HEADERS, "> quoted", ">> twice", "-- ", "answer", "", "_____", "cc: x"]
)


@given(st.lists(PIECES | st.text(max_size=40), max_size=25), st.text(max_size=80))
def test_what_is_seen_is_always_part_of_what_came(pieces: list[str], parent: str) -> None:
    """Where every line is marked as quoted, the answer is shown without its mark."""
    reply = reply_text("\n".join(pieces), parent)
    came = {line.rstrip() for line in reply.full.split("\n")}
    unmarked = {line.lstrip().removeprefix(">").removeprefix(" ").rstrip() for line in came}
    assert {line.rstrip() for line in reply.visible.split("\n") if line} <= came | unmarked


def test_a_very_long_mail_is_shown_whole() -> None:
    text = "\n".join(["line"] * 30_000)
    assert reply_text(text).visible == text

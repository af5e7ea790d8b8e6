"""Automatic answers: how sure it is, and when the person is back."""

from __future__ import annotations

from datetime import date

import pytest

from relance.inbound import classify
from relance.inbound.verdict import AutoReply, HumanReply, Strength
from tests.unit.inbound.letters import mail


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Auto_Submitted", "auto-replied"),
        ("Auto_Submitted", "auto-generated (vacation)"),
        ("X_Autoreply", "yes"),
        ("X_Autorespond", "away"),
        ("Precedence", "auto_reply"),
        ("X_MS_Exchange_Inbox_Rules_Loop", "ana@example.org"),
        ("X_MS_Exchange_Generated_Message_Source", "Mailbox Rules Agent"),
        ("X_Apple_Action", "VACATION/abc"),
        ("X_POST_MessageClass", "9; Autoresponder"),
    ],
)
def test_a_field_only_machines_set_is_a_strong_sign(field: str, value: str) -> None:
    verdict = classify(mail("Re: Invoice", "Thank you.", **{field: value}))
    assert isinstance(verdict, AutoReply)
    assert verdict.strength is Strength.STRONG
    assert verdict.evidence == (f"header:{field.lower().replace('_', '-')}",)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Auto_Submitted", "no"),
        ("Precedence", "bulk"),
        ("Precedence", "list"),
        ("X_Auto_Response_Suppress", "All"),
    ],
)
def test_a_field_that_proves_nothing_is_passed_over(field: str, value: str) -> None:
    assert isinstance(classify(mail("Re: Invoice", "We paid.", **{field: value})), HumanReply)


ABSENCES = [
    ("Automatic reply: Invoice", "I am away until Friday, May 15th, 2026.", "subject:out-of-office:en"),
    ("Réponse automatique : Facture", "Je suis absente jusqu'au 15 mai inclus.", "subject:out-of-office:fr"),
    (
        "Abwesenheitsnotiz: Rechnung",
        "Ich bin vom 4.5. bis zum 15.05.2026 im Urlaub.",
        "subject:out-of-office:de",
    ),
    ("Respuesta automática: factura", "Estoy de vacaciones hasta el 15 de mayo.", "subject:out-of-office:es"),
    ("Risposta automatica: fattura", "Sono in ferie fino al 15 maggio.", "subject:out-of-office:it"),
    ("Automatisch antwoord: factuur", "Ik ben afwezig tot en met 15 mei.", "subject:out-of-office:nl"),
    (
        "Invoice",
        "I am out of the office. Back on 2026-05-15. For urgent matters call Bob.",
        "text:absence:en",
    ),
    ("Facture", "Je suis en congés, de retour le 15/05/2026. En cas d'urgence : Bob.", "text:absence:fr"),
    (
        "Rechnung",
        "Ich bin nicht im Büro, zurück am 15. Mai. Bitte wenden Sie sich an Bob.",
        "text:absence:de",
    ),
    ("Factura", "Estoy fuera de la oficina hasta el 15/05. Si es urgente, Bob.", "text:absence:es"),
    ("Fattura", "Sono fuori ufficio fino al 15 mag. Per urgenze Bob.", "text:absence:it"),
    ("Factuur", "Ik ben afwezig tot 15-05-2026. Voor dringende zaken Bob.", "text:absence:nl"),
]


@pytest.mark.parametrize(("subject", "body", "evidence"), ABSENCES)
def test_an_absence_told_in_words_is_a_weak_sign_with_its_end(subject: str, body: str, evidence: str) -> None:
    verdict = classify(mail(subject, body))
    assert verdict == AutoReply(Strength.WEAK, date(2026, 5, 15), (evidence,))


@pytest.mark.parametrize(("subject", "body", "_evidence"), ABSENCES)
def test_a_subject_or_text_with_our_mail_below_is_a_persons(subject: str, body: str, _evidence: str) -> None:
    quoted = f"{body}\n\nOn Mon, May 4, 2026 at 10:00 AM Us <us@example.net> wrote:\n> Please pay."
    assert isinstance(classify(mail(f"Re: {subject}", quoted)), HumanReply)


@pytest.mark.parametrize(
    "body",
    [
        "We are on holiday in August but will pay before.",
        "I was out of the office, sorry. The transfer leaves today.",
        "Je suis absent demain, le virement partira mercredi.",
        "We will pay on 15 May.",
    ],
)
def test_a_person_who_speaks_of_an_absence_is_a_person(body: str) -> None:
    assert isinstance(classify(mail("Re: Invoice", body)), HumanReply)


def test_an_automatic_acknowledgement_is_a_weak_sign() -> None:
    verdict = classify(mail("Ticket 12", "Ceci est un message automatique, merci de ne pas répondre."))
    assert isinstance(verdict, AutoReply)
    assert verdict.evidence == ("text:automatic:fr",)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("Back on Tuesday 9:00.", date(2026, 5, 5)),
        ("Back on Monday.", date(2026, 5, 11)),
        ("From July 10 to 31 July.", date(2026, 7, 31)),
        ("Back on 13/05.", date(2026, 5, 13)),
        ("Back on 05/13/2026.", date(2026, 5, 13)),
        ("Back on 05/06/2026.", None),  # 5 June or May 6th: both could be meant
        ("Back on 3 January.", date(2027, 1, 3)),
        ("Back on 1 May 2026.", None),  # past
        ("Back on 31 June.", None),
        ("Back on 4 May 2031.", None),  # nobody is away so long
        ("I am on leave, call 01 02 03 04 05.", None),
    ],
)
def test_the_end_of_an_absence_is_read_when_it_can_mean_one_day(body: str, day: date | None) -> None:
    verdict = classify(mail("Out of office", body))
    assert isinstance(verdict, AutoReply)
    assert verdict.returns_on == day

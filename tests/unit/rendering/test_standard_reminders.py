"""The messages of the first plan, in each language: correct in number, and as the golden files show them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from relance.domain.mail_address import Address
from relance.rendering.email import compile_message
from relance.rendering.facts import InvoiceLine, ReminderFacts
from relance.rendering.mime import build_mime
from relance.rendering.outgoing import OutgoingEmail
from relance.rendering.reminders import STANDARD_REMINDERS, StandardReminder
from relance.rendering.texts import LANGUAGES

REMINDERS = pytest.mark.parametrize("reminder", STANDARD_REMINDERS, ids=lambda each: each.key)
TONGUES = pytest.mark.parametrize("language", LANGUAGES)


def test_the_plan_is_a_notice_and_three_reminders() -> None:
    assert [(each.key, each.offset_days) for each in STANDARD_REMINDERS] == [
        ("before_due", -7),
        ("courteous", 7),
        ("firm", 15),
        ("last", 30),
    ]


@REMINDERS
@TONGUES
def test_a_standard_reminder_looks_as_it_did(
    reminder: StandardReminder,
    language: str,
    facts: ReminderFacts,
    invoice: Callable[..., InvoiceLine],
    golden: Callable[[str, bytes], None],
) -> None:
    shown = replace(facts, language=language, payment_details="IBAN FR76 3000 6000 0112 3456 7890 189")
    if reminder.offset_days < 0:
        shown = replace(shown, invoices=(invoice("F-9", "2026-04-22", "1250.00 EUR"),))
    message = reminder.message(language)
    rendered = compile_message(message.subject, message.body).render(shown)
    mail = OutgoingEmail(
        sender=Address("claire@lumen.example", name="Claire Morel"),
        reply_to=Address("r-k3v7q2@reply.example", name="Claire Morel"),
        to=(Address("zoe@brasserie.example", name="Zoë O'Neill"),),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        language=language,
        references=("k3v7q2@reply.example",),
        automatic=True,
    )
    golden(f"{reminder.key}.{language}.txt", f"{rendered.subject}\n\n{rendered.text}".encode())
    golden(f"{reminder.key}.{language}.html", rendered.html.encode())
    golden(f"{reminder.key}.{language}.eml", build_mime(mail))


PLURAL = {"en": re.compile(r"invoices"), "fr": re.compile(r"factures")}


@REMINDERS
@TONGUES
def test_one_invoice_is_spoken_of_in_the_singular_and_two_in_the_plural(
    reminder: StandardReminder, language: str, facts: ReminderFacts, one_invoice: ReminderFacts
) -> None:
    message = reminder.message(language)
    template = compile_message(message.subject, message.body)
    single = template.render(replace(one_invoice, language=language))
    several = template.render(replace(facts, language=language))
    assert not PLURAL[language].search(f"{single.subject} {single.text}".lower())
    assert PLURAL[language].search(several.subject.lower())
    assert PLURAL[language].search(several.text.lower())


@REMINDERS
@TONGUES
def test_without_contact_and_bank_details_the_message_still_reads_well(
    reminder: StandardReminder, language: str, facts: ReminderFacts
) -> None:
    message = reminder.message(language)
    bare = replace(facts, language=language, contact_name="", payment_details="")
    text = compile_message(message.subject, message.body).render(bare).text
    assert text.startswith({"en": "Dear Sir or Madam,\n\n", "fr": "Madame, Monsieur,\n\n"}[language])
    assert "\n\n\n" not in text

"""Makes the letter of a step and checks it: a letter that may be posted, or its faults (`ComposeLetter`)."""

from __future__ import annotations

from typing import Final

from relance.domain.errors import Fault, Refused
from relance.domain.organization import Organization
from relance.domain.plan import StepKind
from relance.rendering.composer import facts_of
from relance.rendering.how_to_pay import reference_to_quote
from relance.rendering.letters.checking import check
from relance.rendering.letters.compose import Correspondence, compose
from relance.rendering.letters.letter import Account, Letter, Letterhead, Reference, Service
from relance.rendering.letters.limits import limits_of
from relance.rendering.letters.profile import profile
from relance.rendering.letters.typeset import typeset
from relance.rendering.texts import text
from relance.usecases.ports.composing import Reminder
from relance.usecases.ports.posting import ComposedLetter, LetterDraft

_LAYOUTS: Final = {"DE": "din-5008-b", "AT": "din-5008-b"}
"""By the sender's country, whose envelopes the letter is folded for."""


def compose_letter(draft: LetterDraft) -> ComposedLetter:
    """Raises Refused with every fault."""
    reminder, organization = draft.reminder, draft.reminder.organization
    sender = organization.postal_address
    if sender is None:
        raise Refused(Fault("letter_without_sender", "postal_address"))
    preferred = organization.language_of(reminder.contact.language, reminder.account.customer.language)
    words = reminder.due.step.words(preferred, organization.language)
    if words is None:
        raise Refused(Fault("step_without_message", "messages"))
    language, message = words
    registered = reminder.due.step.kind is StepKind.REGISTERED_LETTER
    service = Service.REGISTERED if registered else Service.SIMPLE
    facts = facts_of(reminder, language)
    letter = compose(
        facts,
        message,
        Correspondence(
            letterhead=Letterhead(organization.name, sender, (), draft.logo, organization.letter_footer),
            recipient=draft.address,
            service=service,
            organization_language=organization.language,
            account=_account(organization, reference_to_quote(facts)),
            references=_references(reminder, language),
        ),
    )
    layout = profile(_LAYOUTS.get(sender.country, "fr-dl"))
    printed = typeset(letter, layout)
    checked = check(printed, draft.address, service, (), layout, limits_of(draft.provider))
    if checked.faults:
        raise Refused(*checked.faults)
    words_kept = _text(letter)
    return ComposedLetter(
        printed.pdf, checked.pages, checked.sheets, letter.subject, words_kept, letter.language
    )


def _account(organization: Organization, reference: str) -> Account | None:
    bank = organization.bank_details
    return Account(bank.iban, bank.holder, bank.bic, reference) if bank else None


def _references(reminder: Reminder, language: str) -> tuple[Reference, ...]:
    sender = reminder.sender
    named = {
        "your_account": reminder.account.customer.id,
        "our_contact": sender.name,
        "phone": sender.phone,
        "email": sender.email,
    }
    return tuple(Reference(text(language, "letters", code), value) for code, value in named.items() if value)


def _text(letter: Letter) -> str:
    """What history keeps of its words; the whole letter is the PDF."""
    return "\n".join(part for part in (letter.before, letter.after) if part.strip())

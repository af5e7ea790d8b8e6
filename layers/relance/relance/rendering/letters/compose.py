"""Writes a letter: the facts of a reminder, a template, and who writes to whom become the texts of one
letter.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from relance.domain.errors import Refused
from relance.domain.money import Money
from relance.domain.plan import Message
from relance.domain.postal_address import PostalAddress
from relance.rendering.amounts import amount, long_date, short_date
from relance.rendering.email import MessageTemplate, compile_message
from relance.rendering.facts import AdjustmentKind, InvoiceLine, ReminderFacts
from relance.rendering.fields import BLOCK
from relance.rendering.letters.address_block import address_block
from relance.rendering.letters.charges import Charges
from relance.rendering.letters.letter import (
    Account,
    Letter,
    Letterhead,
    LetterTable,
    Reference,
    Service,
    TableRow,
    fit_to_print,
    line_to_print,
)
from relance.rendering.letters.payment import account_faults
from relance.rendering.texts import text

SUBJECT_NUMBERS: Final = 6
"""Invoice numbers that a subject may list before it refers to the table."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """All of a letter but its facts and its words. `split` shows principal, payments and credits, interest
    and fees apart. `references` are what both sides file the letter under, such as the customer's number.
    `organization_language` names the recipient's country for the sender's post.
    """

    letterhead: Letterhead
    recipient: PostalAddress
    service: Service = Service.SIMPLE
    organization_language: str = "fr"
    split: bool = True
    charges: Charges = field(default_factory=Charges)
    account: Account | None = None
    references: tuple[Reference, ...] = ()
    enclosures: tuple[str, ...] = ()


def compose(facts: ReminderFacts, message: Message, to: Correspondence) -> Letter:
    """The letter in the language of `facts`. Raises Refused with the faults of template, address and
    account.
    """
    language = facts.language
    if to.account and (faults := account_faults(to.account)):
        raise Refused(*faults)
    facts = replace(facts, adjustments=(*facts.adjustments, *to.charges.adjustments))
    template = compile_message(message.subject, message.body)
    before, block, after = template.body.fill(facts).partition(BLOCK)
    due = facts.amounts_due
    place = line_to_print(to.letterhead.address.city)
    day = long_date(facts.today, language)
    return Letter(
        language=language,
        service=to.service,
        on=facts.today,
        dateline=text(language, "letters", "dateline", place=place, date=day) if place else day,
        letterhead=_printable_head(to.letterhead),
        recipient=address_block(to.recipient, to.letterhead.address.country, to.organization_language),
        debtor=to.recipient.place,
        references=_references(to),
        service_line=text(language, "letters", "registered"),
        subject=line_to_print(_subject(facts, template)),
        before=fit_to_print(before),
        after=fit_to_print(after.replace(BLOCK, "")),
        signature=_signature(facts),
        tables=_tables(facts, to.split) if block else (),
        statement=to.charges.statement if block else "",
        account=to.account,
        due=due[0] if len(due) == 1 else None,
        enclosures=tuple(line_to_print(each) for each in to.enclosures),
    )


def _subject(facts: ReminderFacts, message: MessageTemplate) -> str:
    """A subject is two lines at most: of many invoices the oldest stand in it, and how many more there
    are.
    """
    left_out = len(facts.invoices) - SUBJECT_NUMBERS
    if left_out <= 0:
        return message.subject.fill(facts)
    shown = replace(facts, invoices=tuple(_in_order(facts.invoices)[:SUBJECT_NUMBERS]))
    numbers = ", ".join(line.number for line in shown.invoices)
    code = "one_more" if left_out == 1 else "more"
    more = text(facts.language, "words", code, count=left_out)
    return message.subject.fill(shown).replace(numbers, f"{numbers} {more}")


def _printable_head(head: Letterhead) -> Letterhead:
    return replace(
        head,
        name=line_to_print(head.name),
        contact=tuple(line_to_print(each) for each in head.contact),
        footer=fit_to_print(head.footer),
    )


def _references(to: Correspondence) -> tuple[Reference, ...]:
    return tuple(
        Reference(line_to_print(each.label), line_to_print(each.value))
        for each in to.references
        if each.value
    )


def _signature(facts: ReminderFacts) -> tuple[str, ...]:
    sender = facts.sender
    own = (sender.name, facts.organization_name, sender.phone, sender.email)
    lines = sender.signature.split("\n") if sender.signature.strip() else own
    return tuple(line_to_print(each) for each in lines if each.strip())


def _in_order(invoices: tuple[InvoiceLine, ...]) -> list[InvoiceLine]:
    return sorted(invoices, key=lambda line: (line.due_date, line.number))


def _tables(facts: ReminderFacts, split: bool) -> tuple[LetterTable, ...]:
    """One for each currency owed, oldest invoice first; every invoice is listed."""
    return tuple(_table(total, facts, split) for total in facts.amounts_due)


def _table(total: Money, facts: ReminderFacts, split: bool) -> LetterTable:
    language, currency = facts.language, total.currency
    lines = [line for line in _in_order(facts.invoices) if line.outstanding.currency == currency]
    headings = (
        ["number", "issued", "due", "late", "total", "left"]
        if split
        else ["number", "issued", "due", "late", "left"]
    )
    return LetterTable(
        headings=tuple(text(language, "letters", f"column.{name}") for name in headings),
        rows=tuple(_row(line, facts, split) for line in lines),
        sums=_sums(lines, currency, facts, split),
        total=(text(language, "letters", "total"), amount(total, language)),
    )


def _row(line: InvoiceLine, facts: ReminderFacts, split: bool) -> TableRow:
    language = facts.language
    late = max(0, line.days_overdue(facts.today))
    cells = [
        line_to_print(line.number),
        short_date(line.issue_date, language),
        short_date(line.due_date, language),
        text(language, "words", "one_day" if late == 1 else "days", days=late) if late else "–",
    ]
    if split:
        cells.append(amount(line.total, language))
    return TableRow(tuple(line_to_print(cell) for cell in (*cells, amount(line.outstanding, language))))


def _sums(
    lines: list[InvoiceLine], currency: str, facts: ReminderFacts, split: bool
) -> tuple[tuple[str, str], ...]:
    language = facts.language
    principal = Money.total((line.total for line in lines), currency)
    left = Money.total((line.outstanding for line in lines), currency)
    adjusted = [each for each in facts.adjustments if each.amount.currency == currency]
    sums = []
    if split:
        sums.append((text(language, "letters", "principal"), amount(principal, language)))
        if left != principal:
            sums.append((text(language, "letters", "credits"), amount(left - principal, language)))
    elif adjusted:
        sums.append((text(language, "letters", "principal"), amount(left, language)))
    for each in adjusted:
        name = "interest" if each.kind is AdjustmentKind.INTEREST else "recovery_fee"
        sums.append((text(language, "words", name), amount(each.amount, language)))
    return tuple((line_to_print(label), line_to_print(value)) for label, value in sums)

"""An e-mail as its reader sees it: subject, text and HTML made from one template and one customer's facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from relance.domain.errors import Fault, Refused
from relance.rendering.email_html import html_page
from relance.rendering.example import example_facts, not_yet_due
from relance.rendering.facts import ReminderFacts
from relance.rendering.fields import BLOCK, INVOICE_FIELDS, OVERDUE_FIELDS
from relance.rendering.invoice_table import InvoiceTable, invoice_tables
from relance.rendering.language import CheckedTemplate, check
from relance.rendering.printable import one_line, printable

SUBJECT_LENGTH: Final = 200
"""Characters; a longer one (it may list many invoices) is cut at a word."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """`subject` is one line. `text` and `html` say the same; lines end with a line feed."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """A subject and a body that were accepted."""

    subject: CheckedTemplate
    body: CheckedTemplate

    def empty_ahead(self, language: str) -> tuple[str, ...]:
        """The fields about what is overdue that the message shows though nothing is overdue: holes in its
        sentences.
        """
        return self.holes(not_yet_due(language))

    def holes(self, facts: ReminderFacts) -> tuple[str, ...]:
        """The fields that the message shows though they say nothing: those about invoices while there are
        none, those about what is overdue while nothing is.
        """
        about = OVERDUE_FIELDS if facts.invoices else INVOICE_FIELDS
        if facts.overdue:
            return ()
        return tuple(sorted(self.subject.shows(facts, about) | self.body.shows(facts, about)))

    def render(self, facts: ReminderFacts) -> Rendered:
        """The message for one customer. The first `{{ invoices_table }}` shows; the signature ends it.

        Refused (template_output_too_long) when a loop over very many invoices outgrows any mail.
        """
        subject = _cut(one_line(self.subject.fill(facts)))
        before, block, after = self.body.fill(facts).partition(BLOCK)
        after = after.replace(BLOCK, "")
        tables = invoice_tables(facts) if block else ()
        signature = _signature(facts)
        return Rendered(
            subject,
            _text(before, tables, after, signature),
            html_page(subject, facts.language, before, tables, after, signature),
        )


def compile_message(subject: str, body: str) -> MessageTemplate:
    """Check and compile what a user wrote (each source once: see `language.check`).

    Raises Refused with every fault found; each names `subject` or `body`, and the line.
    """
    faults: list[Fault] = []
    checked = []
    for source, part in ((subject, "subject"), (body, "body")):
        try:
            checked.append(check(source, part))
        except Refused as refused:
            faults += refused.faults
    if faults:
        raise Refused(*faults)
    return MessageTemplate(*checked)


def preview(subject: str, body: str, language: str) -> Rendered:
    """The message with example data, as its author sees it while writing. Raises Refused."""
    return compile_message(subject, body).render(example_facts(language))


def _cut(subject: str) -> str:
    if len(subject) <= SUBJECT_LENGTH:
        return subject
    return subject[: SUBJECT_LENGTH - 2].rsplit(" ", 1)[0] + " …"


def _text(before: str, tables: tuple[InvoiceTable, ...], after: str, signature: str) -> str:
    blocks = [before.strip("\n"), *(table.as_text for table in tables), after.strip("\n"), signature]
    return "\n\n".join(block for block in blocks if block.strip()) + "\n"


def _signature(facts: ReminderFacts) -> str:
    sender = facts.sender
    own = (sender.name, facts.organization_name, sender.phone, sender.email)
    return printable(sender.signature).strip() or "\n".join(one_line(each) for each in own if each)

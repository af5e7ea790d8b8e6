"""What a save has to write: the difference between an account as read and as it shall be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment
from relance.domain.figures import CustomerFigures, figures_after, figures_of
from relance.domain.finding import Found, entries_of
from relance.domain.mail_domain import company_domain
from relance.domain.receivables import CreditNote


@dataclass(frozen=True)
class Change:
    """`whole` is the account as stored, with its history: given where its figures and the words by which it
    is found were never written, so that all of them are now.
    """

    before: Account
    after: Account
    whole: Account | None = None

    def __bool__(self) -> bool:
        return self.touches_account or self.touches_tasks or bool(self.enrolments)

    @property
    def touches_tasks(self) -> bool:
        return self.before.tasks != self.after.tasks

    @cached_property
    def new_numbers(self) -> frozenset[str]:
        """The numbers of invoices and credit notes that the account did not have before; and those of which
        it has instalments.
        """
        return self._numbers(self.after) - self._numbers(self.before)

    @cached_property
    def gone_invoices(self) -> frozenset[str]:
        """Numbers of invoices that the account gives up."""
        return frozenset(self.before.receivables.invoices.keys() - self.after.receivables.invoices.keys())

    @cached_property
    def gone_numbers(self) -> frozenset[str]:
        """The numbers that the account gives up; another account of the same change may take them."""
        return self._numbers(self.before) - self._numbers(self.after)

    @staticmethod
    def _numbers(account: Account) -> frozenset[str]:
        notes = (c.number for c in account.receivables.credits if isinstance(c, CreditNote))
        invoices = account.receivables.invoices
        whole = (invoice.document for invoice in invoices.values() if invoice.document)
        return frozenset(invoices).union(notes, whole)

    @property
    def figures(self) -> CustomerFigures:
        """As they are once the change is written."""
        if self.before.version == 0:
            return figures_of(self.after)
        known = self.before.figures or figures_of(self.whole or self.before)
        return figures_after(known, self.before, self.after)

    @cached_property
    def words(self) -> dict[tuple[str, Found], None]:
        """By which the customer and its numbers are found, and were not before."""
        if self.before.version == 0:
            return entries_of(self.after)
        after = entries_of(self.after)
        if self.whole:
            return entries_of(self.whole) | after
        return {entry: None for entry in after if entry not in self._words_before}

    @property
    def gone_words(self) -> dict[tuple[str, Found], None]:
        after = entries_of(self.after)
        return {entry: None for entry in self._words_before if entry not in after}

    @cached_property
    def _words_before(self) -> dict[tuple[str, Found], None]:
        return entries_of(self.before) if self.before.version else {}

    @property
    def new_emails(self) -> frozenset[str]:
        return self.after.emails - self.before.emails

    @property
    def gone_emails(self) -> frozenset[str]:
        return self.before.emails - self.after.emails

    @property
    def new_domains(self) -> frozenset[str]:
        return _companies(self.after) - _companies(self.before)

    @property
    def gone_domains(self) -> frozenset[str]:
        return _companies(self.before) - _companies(self.after)

    @property
    def new_registrations(self) -> frozenset[str]:
        written = self.before.customer.registrations if self.before.version else frozenset()
        return self.after.customer.registrations - written

    @property
    def gone_registrations(self) -> frozenset[str]:
        return self.before.customer.registrations - self.after.customer.registrations

    @property
    def handled_tasks(self) -> frozenset[str]:
        """Open to-dos that differ: a to-do that somebody else closed meanwhile is not written again."""
        before, after = self.before.tasks, self.after.tasks
        return frozenset(k for k, was in before.items() if was.state.is_open and after.get(k) != was)

    def new_reply_names(self, org: str) -> frozenset[str]:
        """Enrolments that reply addresses may name from now on; a new customer's own one among them,
        whether or not it is on a plan.
        """
        new = self.after.enrolments.keys() - self.before.enrolments.keys()
        if self.before.version == 0:
            new |= {Enrolment.identity(org, self.after.customer.id, None)}
        return frozenset(new)

    @cached_property
    def touches_account(self) -> bool:
        """Anything but enrolments and their to-dos: receivables, contacts, holds, promises, itself. And the
        figures, where none were ever written: a worker that only moves on what it claimed does not stop for
        them, so that a reminder costs the same whenever its customer was stored.
        """
        before, after = self.before, self.after
        if before.version == 0 or _of_account(before) != _of_account(after):
            return True
        return before.figures is None and not self._moves_what_was_claimed

    @property
    def _moves_what_was_claimed(self) -> bool:
        before, after = self.before.enrolments, self.after.enrolments
        return any(was.is_sending and after.get(k) != was for k, was in before.items())

    @cached_property
    def enrolments(self) -> frozenset[str]:
        """Those to write (none is ever removed). A change of the account writes every one, changed or not:
        a worker that claimed one meanwhile, on what was read before, must find out.
        """
        if self.touches_account:
            return frozenset(self.after.enrolments)
        before, after = self.before.enrolments, self.after.enrolments
        return frozenset(k for k in after if before.get(k) != after[k])

    def written(self, enrolment_id: str) -> Enrolment:
        """The account as it is stored: one version on."""
        enrolment = self.after.enrolments[enrolment_id]
        return replace(enrolment, version=enrolment.version + 1)


def _of_account(account: Account) -> tuple[object, ...]:
    return account.customer, account.contacts, account.receivables, account.holds, account.promises


def _companies(account: Account) -> frozenset[str]:
    return frozenset(domain for email in account.emails if (domain := company_domain(email)))

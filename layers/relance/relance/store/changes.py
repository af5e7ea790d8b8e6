"""What a save has to write: the difference between an account as read and as it shall be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment
from relance.domain.receivables import CreditNote


@dataclass(frozen=True)
class Change:
    before: Account
    after: Account

    def __bool__(self) -> bool:
        return self.touches_account or self.touches_tasks or bool(self.enrolments)

    @property
    def touches_tasks(self) -> bool:
        return self.before.tasks != self.after.tasks

    @property
    def new_numbers(self) -> frozenset[str]:
        """Of invoices and credit notes the account did not know."""
        return self._numbers(self.after) - self._numbers(self.before)

    @staticmethod
    def _numbers(account: Account) -> frozenset[str]:
        notes = (c.number for c in account.receivables.credits if isinstance(c, CreditNote))
        return frozenset(account.receivables.invoices) | frozenset(notes)

    @cached_property
    def touches_account(self) -> bool:
        """Anything but enrolments and their to-dos: receivables, contacts, holds, the customer itself."""
        if self.before.version == 0:
            return True
        before, after = self.before, self.after
        return (before.customer, before.contacts, before.receivables, before.holds) != (
            after.customer,
            after.contacts,
            after.receivables,
            after.holds,
        )

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
        """As it is stored: one version on."""
        enrolment = self.after.enrolments[enrolment_id]
        return replace(enrolment, version=enrolment.version + 1)

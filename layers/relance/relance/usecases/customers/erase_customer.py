"""A customer is erased: its account, its history, its mails and its files; a mark knows its id by a hash.

The mark is written first and the account goes last, so that whoever takes an unfinished erasure up finds what
is left to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from relance.again import again
from relance.domain.customer import Account
from relance.domain.erasure import Erasure, erased, held
from relance.domain.errors import Conflict, NotFound
from relance.domain.inbox import InboxEntry
from relance.domain.outreach import Outreach
from relance.domain.receivables import Invoice
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.erasures import Erasures
from relance.usecases.ports.importing import ImportFiles
from relance.usecases.ports.inbox import Inbox, Mails
from relance.usecases.ports.notes import Notes
from relance.usecases.ports.outreaches import Outreaches

_AT_ONCE: Final = 100


@dataclass(frozen=True)
class EraseCustomer:
    change_account: ChangeAccount
    erasures: Erasures
    outreaches: Outreaches
    notes: Notes
    inbox: Inbox
    mails: Mails
    files: ImportFiles

    def begin(self, tenant: Tenant, customer: str) -> Erasure:
        """Has the customer erased: nothing leaves to it from now on, and `take_up` does the rest. Safe to
        repeat. Raises NotFound.
        """
        account = self.change_account.accounts.load(tenant.id, customer)
        again(lambda: self._note(tenant.id, account), f"erasure of customer {customer}")
        today = tenant.calendar.today(self.change_account.clock.now())
        self.change_account.run(tenant, customer, lambda account: held(account, today))
        return self.of(tenant.id, account.customer.id)

    def of(self, org: str, customer: str) -> Erasure:
        """The latest erasure of that id. Raises NotFound."""
        if found := self.erasures.get(org, customer):
            return found
        raise NotFound(f"erasure of customer {customer}")

    def take_up(self) -> int:
        """Goes on with every erasure that is not done; answers how many there were. A customer to whom a
        message is leaving at this moment waits for the next time.
        """
        unfinished = tuple(self.erasures.unfinished())
        for erasure in unfinished:
            try:
                self._go_on(erasure)
            except Conflict:
                continue
        return len(unfinished)

    def _note(self, org: str, account: Account) -> None:
        """Of every id of the customer, its own last: whoever finds one finds the others in the account."""
        for customer in reversed(account.customer.ids):
            known = self.erasures.get(org, customer)
            if known is None or known.gone_at is not None:
                new = Erasure.of(org, customer, self.change_account.clock.now())
                self.erasures.put(new.over(known) if known else new)

    def _go_on(self, listed: Erasure) -> None:
        erasure = self.erasures.get(listed.org, listed.customer)
        if erasure is None or erasure.done_at:
            return
        if erasure.gone_at is None:
            self._remove_account(erasure.org, erasure.customer)
            erasure = self.erasures.put(erasure.account_gone(self.change_account.clock.now()))
        settled = erasure.settled(self.change_account.clock.now())
        self._remove_history(erasure)
        if settled:
            self.erasures.put(erasure.done(self.change_account.clock.now()))

    def _remove_account(self, org: str, customer: str) -> None:
        accounts = self.change_account.accounts

        def attempt() -> None:
            try:
                account = accounts.load_all(org, customer)
            except NotFound:
                accounts.remove(org, customer)
                return
            self._note(org, account)
            for key in _pdfs(account.receivables.invoices.values()):
                self.files.remove(key)
            accounts.save(org, account, erased(account))
            # The customer's own id goes last: the others lead to it.
            for id_ in reversed(account.customer.ids):
                accounts.remove(org, id_)

        again(attempt, f"customer {customer}")

    def _remove_history(self, erasure: Erasure) -> None:
        org, customer, until = erasure.org, erasure.customer, erasure.gone_at
        if until is None:
            return
        for entry in [*self.inbox.of_customer(org, customer)]:
            if entry.received_at <= until:
                self._remove_mail(entry)
        for outreach in [*self._sent(org, customer)]:
            if outreach.ref.at <= until:
                self.outreaches.remove(outreach)
        self._remove_notes(org, customer, until)

    def _sent(self, org: str, customer: str) -> Iterator[Outreach]:
        before = None
        while page := self.outreaches.of_customer(org, customer, _AT_ONCE, before):
            yield from page
            before = page[-1].ref.name

    def _remove_notes(self, org: str, customer: str, until: datetime) -> None:
        before = None
        while True:
            page = self.notes.of_customer(org, customer, _AT_ONCE, before)
            for note in page.lines:
                if note.at <= until:
                    self.notes.remove(note)
            if page.after is None:
                return
            before = page.after

    def _remove_mail(self, entry: InboxEntry) -> None:
        """The entry last: it leads to the objects. A mail to several customers stays until the last entry of
        it goes.
        """
        for attachment in entry.received.attachments:
            if attachment.key:
                self.mails.remove(attachment.key)
        if not self._is_shared(entry):
            self.mails.remove(entry.raw_key)
        self.inbox.remove(entry)

    def _is_shared(self, entry: InboxEntry) -> bool:
        """Entries of one mail were received at the same instant, with which their ids begin."""
        instant = entry.id.partition("-")[0]
        for other in self.inbox.in_month(entry.org, entry.received_at, before=f"{instant}-~"):
            if not other.id.startswith(instant):
                return False
            if other.id != entry.id and other.raw_key == entry.raw_key:
                return True
        return False


def _pdfs(invoices: Iterable[Invoice]) -> set[str]:
    return {invoice.pdf.key for invoice in invoices if invoice.pdf}

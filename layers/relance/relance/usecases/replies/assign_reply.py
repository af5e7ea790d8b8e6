"""A person says whose a mail is that matched nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace

from relance.domain.customer import Account, Contact
from relance.domain.errors import Fault, Refused
from relance.domain.ids import derived
from relance.domain.inbox import EntryState, InboxEntry, Match, MatchedBy
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenants
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.inbox import Inbox
from relance.usecases.replies.change_entry import change_entry
from relance.usecases.replies.follow_up import FollowUp


@dataclass(frozen=True)
class AssignReply:
    inbox: Inbox
    tenants: Tenants
    change_account: ChangeAccount
    follow_up: FollowUp
    clock: Clock

    def run(self, org: str, entry_id: str, customer: str, *, add_contact: bool = False) -> InboxEntry:
        """The mail is that customer's from now on, with all that follows. Raises NotFound, Refused.

        With `add_contact` the mail's sender becomes a contact; only a verified sender does.
        """
        customer = self.change_account.accounts.load(org, customer).customer.id
        tenant = self.tenants.of(org, self.clock.now())
        known = self.inbox.get(org, entry_id)
        if add_contact and not known.received.verified:
            raise Refused(Fault("unverified_sender", "add_contact", {"email": known.received.sender.email}))
        entry = change_entry(self.inbox, org, entry_id, lambda found: _assigned(found, customer))
        if add_contact:
            sender = entry.received.sender
            self.change_account.run(
                tenant, customer, lambda account: _with_contact(account, sender.name, sender.email)
            )
        return self.follow_up.run(tenant, entry)


def _assigned(entry: InboxEntry, customer: str) -> InboxEntry:
    if entry.customer == customer:
        return entry
    if entry.match:
        raise Refused(Fault("reply_of_another_customer", "customer", {"customer": entry.match.customer}))
    state = EntryState.PENDING if entry.state is EntryState.UNMATCHED else entry.state
    return replace(entry, match=Match(customer, MatchedBy.PERSON), state=state)


def _with_contact(account: Account, name: str, email: str) -> Account:
    if not email or email in account.emails:
        return account
    contact = Contact(derived("contact", account.customer.id, email, ""), name, email)
    return replace(account, contacts=(*account.contacts, contact))

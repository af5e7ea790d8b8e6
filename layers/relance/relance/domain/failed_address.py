"""Addresses that failed or complained: marked where that is certain, else asked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from relance.domain.customer import Account, AddressStanding
from relance.domain.inbox import InboxEntry, MatchedBy
from relance.domain.mail_domain import domain_of
from relance.domain.task import Task, TaskKind


def marked(account: Account, emails: Iterable[str], standing: AddressStanding) -> Account:
    """The account with the contacts at these addresses in bad standing: a complaint outweighs a bounce."""
    addresses = {email.lower() for email in emails if email}
    contacts = tuple(
        replace(contact, standing=standing)
        if (contact.email or "").lower() in addresses and contact.standing is not AddressStanding.COMPLAINED
        else contact
        for contact in account.contacts
    )
    return account if contacts == account.contacts else replace(account, contacts=contacts)


def told_of_failure(
    account: Account,
    entry: InboxEntry,
    emails: Iterable[str],
    standing: AddressStanding,
    org: str,
    today: date,
) -> Account:
    """Marks the addresses of which the mail can know; else a person is asked about each of them, since
    anybody can write such a mail.
    """
    failed = tuple(emails)
    certain = tuple(email for email in failed if _is_certain(entry, email))
    account = marked(account, certain, standing)
    for contact in _in_good_standing(account, failed):
        account = account.with_task(
            Task(
                id=Task.identity(org, TaskKind.CHECK_ADDRESS, account.customer.id, entry.id, contact),
                kind=TaskKind.CHECK_ADDRESS,
                customer=account.customer.id,
                due_on=today,
                why=_DOUBTS[standing],
                owner=account.customer.account_manager,
                entries=(entry.id,),
                detail=contact,
            )
        )
    return account


def _is_certain(entry: InboxEntry, email: str) -> bool:
    """Whether the mail's domain vouches for it, and either is the address's own or answers a mail of ours:
    somebody with a domain of their own could name any address.
    """
    received = entry.received
    is_own = domain_of(received.sender.email) == domain_of(email.lower())
    answers_us = entry.match is not None and entry.match.by in (MatchedBy.TOKEN, MatchedBy.THREAD)
    return received.verified and (is_own or answers_us)


_DOUBTS = {AddressStanding.BOUNCED: "said_to_bounce", AddressStanding.COMPLAINED: "said_to_complain"}


def _in_good_standing(account: Account, emails: Iterable[str]) -> tuple[str, ...]:
    """The addresses that are contacts' and work as far as is known, each once, and not asked about yet."""
    asked = {
        task.detail
        for task in account.tasks.values()
        if task.kind is TaskKind.CHECK_ADDRESS and task.state.is_open
    }
    said = {email.lower() for email in emails if email} - asked
    good = (c.email.lower() for c in account.contacts if c.email and c.standing is AddressStanding.GOOD)
    return tuple(dict.fromkeys(email for email in good if email in said))


def confirmed(account: Account, task: Task) -> Account:
    """A person says that the address of that to-do did fail."""
    standing = next(standing for standing, why in _DOUBTS.items() if why == task.why)
    return marked(account, (task.detail,), standing)

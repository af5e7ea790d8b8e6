"""Whose a mail is, within the one tenant its envelope names."""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.errors import NotFound
from relance.domain.inbox import Match, MatchedBy, Received
from relance.domain.mail_domain import company_domain
from relance.domain.organization import Organization
from relance.domain.outreach import Outreach
from relance.domain.reply_address import ReplyAddresses
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.outreaches import Outreaches

# SES gives each mail an id of its own: `<id>@eu-west-3.amazonses.com`.
_SES = ".amazonses.com"
_LOOKED_UP = 5


@dataclass(frozen=True, slots=True)
class Parentage:
    """The customer and enrolment that a mail belongs to, if any, and our mail that it answers, when that is
    known.
    """

    match: Match | None
    parent: Outreach | None = None


@dataclass(frozen=True)
class MatchReply:
    """What the mail's own header says counts within the tenant alone, and never makes another tenant's."""

    accounts: Accounts
    outreaches: Outreaches

    def run(
        self, organization: Organization, enrolment: str | None, received: Received, replies: ReplyAddresses
    ) -> Parentage:
        """`enrolment` is what the envelope's reply address names, None for a forwarding address."""
        org, parent = organization.id, self._parent(organization.id, received)
        named = enrolment or self._in_thread(org, received, replies)
        if named and (customer := self.accounts.of_enrolment(org, named)):
            by = MatchedBy.TOKEN if named == enrolment else MatchedBy.THREAD
            return Parentage(self._match(org, customer, by, named), parent)
        if parent:
            return Parentage(
                self._match(org, parent.ref.customer, MatchedBy.THREAD, parent.enrolment), parent
            )
        return Parentage(self._by_sender(organization, received))

    def _in_thread(self, org: str, received: Received, replies: ReplyAddresses) -> str | None:
        """The enrolment of a reply address among the mails it answers; reminders name theirs there."""
        read = (replies.read(message_id) for message_id in received.thread)
        return next((found[1] for found in read if found and found[0] == org), None)

    def _parent(self, org: str, received: Received) -> Outreach | None:
        for message_id in [m for m in received.thread if m.endswith(_SES)][:_LOOKED_UP]:
            if ref := self.outreaches.of_message(org, message_id.rpartition("@")[0]):
                return self.outreaches.get(ref)
        return None

    def _match(self, org: str, customer: str, by: MatchedBy, enrolment: str | None) -> Match:
        """With the invoice of an invoice's own plan; without any for a customer's plan, and for an invoice
        that is closed. A customer that was merged since is the one that it was merged into.
        """
        try:
            account = self.accounts.load(org, customer)
        except NotFound:
            return Match(customer, by, enrolment, None)
        known = account.enrolments.get(enrolment or "")
        return Match(account.customer.id, by, enrolment, known.invoice if known else None)

    def _by_sender(self, organization: Organization, received: Received) -> Match | None:
        """A known contact's, when one customer's alone; else, if the organization allows, a domain's."""
        # A mail that a colleague passes on is its first author's.
        first = (received.first_author,) if received.first_author else ()
        for email in dict.fromkeys((*first, received.sender.email, *received.reply_to)):
            customers = self.accounts.of_address(organization.id, email)
            if len(customers) == 1:
                return Match(min(customers), MatchedBy.CONTACT)
            if customers:
                return None
        domain = company_domain(received.first_author or received.sender.email)
        if not domain or not organization.match_by_domain or domain in _own_domains(organization):
            return None
        customers = self.accounts.of_domain(organization.id, domain)
        return Match(min(customers), MatchedBy.DOMAIN) if len(customers) == 1 else None


def _own_domains(organization: Organization) -> frozenset[str]:
    """Our own people's: whoever writes from there is no customer."""
    domains = (company_domain(member.email) for member in organization.members.values())
    return frozenset(domain for domain in domains if domain)

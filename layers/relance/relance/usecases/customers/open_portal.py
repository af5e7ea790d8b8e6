"""The private link of a customer: made, closed, and what its holder sees and says (E8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from relance.domain import portal
from relance.domain.customer import Account
from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.handling import Hand
from relance.domain.ids import derived
from relance.domain.organization import Organization
from relance.domain.portal import DEBTOR, LINK_LASTS, PortalInvoice, PortalLink
from relance.domain.promise import PromiseToPay
from relance.domain.promising import Offer, Terms
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant, Tenants
from relance.usecases.organization.take_turn import Limit, TooOften, take_turn
from relance.usecases.ports.portal import PortalLinks
from relance.usecases.ports.requests import Rates

# What one customer's page may say, whoever holds its link: enough for a person, not for a program.
SAID: Final = Limit(burst=10, per_minute=1 / 10)
OPENED: Final = Limit(burst=60, per_minute=30)


@dataclass(frozen=True, slots=True)
class NewLink:
    """`token` is told once: `acme.` and 256 random bits. The page is /portal?key=<token>."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PortalPage:
    """What the holder of a link sees; a statement of account is the same on paper."""

    organization: Organization
    account: Account
    invoices: tuple[PortalInvoice, ...]
    today: date

    @property
    def language(self) -> str:
        main = self.account.recipient
        return self.organization.language_of(main.language if main else None, self.account.customer.language)


@dataclass(frozen=True)
class OpenPortal:
    """`token` is whatever came in. One that is unknown, expired or closed is NotFound, and no answer tells
    which. Too many calls are Refused with `portal_too_often`.
    """

    links: PortalLinks
    tenants: Tenants
    change_account: ChangeAccount
    rates: Rates
    new_secret: Callable[[], str]

    # --- ours ---

    def invite(self, tenant: Tenant, customer: str, by: str) -> NewLink:
        """A new link; those made before go on working. Raises NotFound."""
        account, now = self.change_account.accounts.load(tenant.id, customer), self._now()
        secret = self.new_secret()
        link = PortalLink(account.customer.id, now, now + LINK_LASTS, by)
        self.links.put(tenant.id, _hash(secret), link)
        return NewLink(f"{tenant.id}.{secret}", link.expires_at)

    def close(self, tenant: Tenant, customer: str) -> None:
        """Every link of the customer made until now opens nothing any more. Raises NotFound."""
        now = self._now()

        def closed(account: Account) -> Account:
            return replace(account, customer=replace(account.customer, portal_closed_at=now))

        self.change_account.run(tenant, customer, closed)

    # --- the debtor's ---

    def look(self, token: str) -> PortalPage:
        """Raises NotFound, Refused."""
        tenant, account = self._opened(token, OPENED)
        return self._page(tenant, account)

    def promise(self, token: str, promised_for: date, invoices: tuple[str, ...], once: str) -> PromiseToPay:
        """`invoices` are ids of open ones; none are all that are owed in one currency. `once` names the form
        that was sent: sent twice, it promises once. Raises NotFound, Refused.
        """
        tenant, account = self._opened(token, SAID)
        customer = account.customer.id
        offer = Offer(derived("portal", tenant.id, customer, once), promised_for, invoices)
        terms = Terms(tenant.organization.promise_grace_days, tenant.calendar)
        hand = Hand(DEBTOR, self._now(), self._today(tenant))
        changed = self.change_account.run(
            tenant, customer, lambda account: portal.promised(account, offer, hand, terms)
        )
        return portal.promise_made(changed, offer)

    def object_to(self, token: str, invoice: str, words: str) -> PortalPage:
        """Something is wrong with it: the invoice is disputed, a person asked. Raises NotFound, Refused."""
        tenant, account = self._opened(token, SAID)
        today = self._today(tenant)
        changed = self.change_account.run(
            tenant,
            account.customer.id,
            lambda account: portal.objected(account, invoice, words, tenant.id, today),
        )
        return self._page(tenant, changed)

    def _opened(self, token: str, limit: Limit) -> tuple[Tenant, Account]:
        org, _, secret = token.partition(".")
        link = self.links.get(org, _hash(secret)) if org and secret and token.isascii() else None
        if link is None:
            raise NotFound("portal link")
        now = self._now()
        tenant, account = self.tenants.of(org, now), self.change_account.accounts.load(org, link.customer)
        if not link.opens(account, now):
            raise NotFound("portal link")
        who = f"portal {limit.burst} {derived('portal', org, link.customer)}"
        if isinstance(turn := take_turn(self.rates, org, who, limit, now), TooOften):
            raise Refused(Fault("portal_too_often", "", {"minutes": -(-turn.seconds // 60)}))
        return tenant, account

    def _page(self, tenant: Tenant, account: Account) -> PortalPage:
        today = self._today(tenant)
        return PortalPage(tenant.organization, account, portal.shown(account, today), today)

    def _now(self) -> datetime:
        return self.change_account.clock.now()

    def _today(self, tenant: Tenant) -> date:
        return tenant.calendar.today(self._now())


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()

"""Who a reminder comes from (A2, A4)."""

from __future__ import annotations

from relance.domain.customer import Account
from relance.domain.mail_address import Address
from relance.domain.mail_domain import domain_of, is_within
from relance.domain.organization import Member, Organization
from relance.domain.plan import ACCOUNT_MANAGER, PlanStep


def sender_of(step: PlanStep, account: Account, organization: Organization) -> Member:
    """The chosen member, or the customer's account manager; else the organization's first administrator.

    Who left signs no more. A reminder is never lost for want of a signature: an administrator always stays.
    """
    chosen = account.customer.account_manager if step.sender == ACCOUNT_MANAGER else step.sender
    first = next(iter((*organization.admins, *organization.members.values())))
    return organization.active_member(chosen) or first


def from_address(member: Member, organization: Organization, fallback: str) -> Address:
    """The member's own address when it is at the organization's domain and that is verified; else the
    platform's, by name. Somebody else's domain may be verified as well, for its own organization alone.
    """
    is_own = is_within(domain_of(member.email), organization.sender_domain)
    if organization.sender_domain_verified and is_own:
        return Address(member.email, name=member.name)
    return Address(fallback, name=f"{member.name} ({organization.name})")

"""All that the routes may use of the product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from relance.domain.reply_address import ReplyAddresses
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.simulate import Simulate
from relance.usecases.deciding.tenants import Tenants
from relance.usecases.dunning import Dunning
from relance.usecases.importing.start_import import Imports
from relance.usecases.organization.change_organization import ChangeOrganization
from relance.usecases.organization.run_organization import RunOrganization
from relance.usecases.organization.verify_sender_domain import VerifySenderDomain
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.audit import AuditLog
from relance.usecases.ports.callers import ApiKeys, People
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.dispatching import Redecide
from relance.usecases.ports.files import Links, Uploads
from relance.usecases.ports.inbox import Inbox
from relance.usecases.ports.listings import Listings
from relance.usecases.ports.notes import Notes
from relance.usecases.ports.organizations import Organizations, Plans
from relance.usecases.ports.outreaches import Outreaches
from relance.usecases.ports.requests import Memory, Rates
from relance.usecases.replies.assign_reply import AssignReply
from relance.usecases.replies.handle_reply import HandleReply


@dataclass(frozen=True)
class Services:
    """`secret` signs cursors and is read when first needed; `new_id` is random, `[a-z2-7]{16}`;
    `new_secret` is 256 random bits in letters and digits.
    """

    clock: Clock
    organizations: Organizations
    plans: Plans
    accounts: Accounts
    outreaches: Outreaches
    tenants: Tenants
    change_account: ChangeAccount
    change_organization: ChangeOrganization
    run_organization: RunOrganization
    sender_domain: VerifySenderDomain
    simulate: Simulate
    listings: Listings
    api_keys: ApiKeys
    people: People
    memory: Memory
    rates: Rates
    redecide: Redecide
    uploads: Uploads
    imports: Imports
    inbox: Inbox
    mail_links: Links
    handle_reply: HandleReply
    assign_reply: AssignReply
    replies: Callable[[], ReplyAddresses]
    audit: AuditLog
    notes: Notes
    dunning: Dunning
    secret: Callable[[], bytes]
    new_id: Callable[[], str]
    new_secret: Callable[[], str]

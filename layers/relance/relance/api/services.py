"""All that the routes may use of the product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from relance.domain.reply_address import ReplyAddresses
from relance.usecases.api_ports import ApiKeys, Listings, Memory, People, Rates, Redecide, Uploads
from relance.usecases.assign_reply import AssignReply
from relance.usecases.audit import AuditLog
from relance.usecases.change_account import ChangeAccount
from relance.usecases.change_organization import ChangeOrganization
from relance.usecases.dunning import Dunning
from relance.usecases.handle_reply import HandleReply
from relance.usecases.inbox_ports import Inbox
from relance.usecases.links import Links
from relance.usecases.notes import Notes
from relance.usecases.ports import Accounts, Clock, Organizations, Outreaches, Plans
from relance.usecases.run_organization import RunOrganization
from relance.usecases.simulate import Simulate
from relance.usecases.start_import import Imports
from relance.usecases.tenants import Tenants
from relance.usecases.verify_sender_domain import VerifySenderDomain


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

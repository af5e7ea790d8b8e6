"""The HTTP API over one process's memory: for tests, without a network or a gateway."""

from __future__ import annotations

from itertools import count

from relance.api.services import Services
from relance.domain.ids import derived
from relance.rendering.decisions import explain, explain_sent
from relance.rendering.messages import RenderedMessages
from relance.rendering.simulation import compose as compose_simulation
from relance.runtime.house import House
from relance.store.memory import MemoryAccounts, MemoryOutreaches
from relance.store.memory_api import (
    MemoryApiKeys,
    MemoryListings,
    MemoryMemory,
    MemoryPeople,
    MemoryRates,
    MemoryUploads,
    RedecideNow,
)
from relance.store.memory_lists import MemoryHistory, MemoryShelf, MemoryTaskList
from relance.store.memory_logs import MemoryAuditLog, MemoryImportFiles, MemoryImportLines
from relance.store.memory_notes import MemoryNotes
from relance.store.memory_sender_domains import MemoryDomainClaims, MemorySenderDomains
from relance.usecases.dunning import Dunning
from relance.usecases.importing.start_import import Imports
from relance.usecases.organization.change_organization import ChangeOrganization
from relance.usecases.organization.verify_sender_domain import VerifySenderDomain
from relance.usecases.ports.dispatching import Redecide


def memory_services(house: House, accounts: MemoryAccounts) -> Services:
    """`accounts` are the house's own."""
    numbers = count(1)
    redecide = RedecideNow(house.run_organization.decide_all)
    return Services(
        clock=house.clock,
        organizations=house.organizations,
        plans=house.plans,
        accounts=accounts,
        outreaches=house.outreaches,
        tenants=house.tenants,
        change_account=house.change_account,
        change_organization=ChangeOrganization(house.organizations, redecide),
        run_organization=house.run_organization,
        sender_domain=VerifySenderDomain(
            house.organizations, MemoryDomainClaims(), MemorySenderDomains(), house.clock
        ),
        simulate=house.simulate,
        listings=MemoryListings(accounts),
        api_keys=MemoryApiKeys(),
        people=MemoryPeople(),
        memory=MemoryMemory(),
        rates=MemoryRates(),
        redecide=redecide,
        uploads=MemoryUploads(),
        imports=Imports(MemoryImportLines(), MemoryImportFiles(), MemoryUploads()),
        inbox=house.inbox,
        mail_links=MemoryImportFiles(),
        handle_reply=house.handle_reply,
        assign_reply=house.assign_reply,
        replies=house.replies,
        audit=MemoryAuditLog(),
        notes=MemoryNotes(),
        dunning=_dunning(house, accounts, redecide),
        secret=lambda: b"a secret of thirty-two bytes......",
        new_id=lambda: derived("new", str(next(numbers))),
        new_secret=lambda: f"secret{next(numbers)}",
    )


def _dunning(house: House, accounts: MemoryAccounts, redecide: Redecide) -> Dunning:
    if not isinstance(house.outreaches, MemoryOutreaches):
        raise TypeError("a house in memory has its history there")
    return Dunning(
        plans=house.plans,
        drafts=MemoryShelf(),
        templates=MemoryShelf(),
        tasks=MemoryTaskList(accounts),
        history=MemoryHistory(house.outreaches),
        outreaches=house.outreaches,
        listings=MemoryListings(accounts),
        change_account=house.change_account,
        change_organization=ChangeOrganization(house.organizations, redecide),
        run_organization=house.run_organization,
        redecide=redecide,
        messages=RenderedMessages(),
        explain=explain,
        explain_sent=explain_sent,
        compose_simulation=compose_simulation,
        composer=house.composer,
        mailer=house.mailer,
        notifier=house.notifier,
        replies=house.replies,
        fallback_sender=house.fallback_sender,
    )

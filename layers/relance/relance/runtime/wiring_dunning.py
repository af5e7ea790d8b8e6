"""What people do with plans, to-dos and what is to come, over AWS."""

from __future__ import annotations

from functools import cache

from relance.domain.plan_draft import PlanDraft
from relance.domain.template import Template
from relance.rendering.composer import EmailComposer
from relance.rendering.decisions import explain, explain_sent
from relance.rendering.messages import RenderedMessages
from relance.rendering.simulation import compose as compose_simulation
from relance.runtime import wiring, wiring_redecide
from relance.runtime.settings import settings
from relance.store import keys
from relance.store.dynamo.lists import DynamoHistory, DynamoTaskList
from relance.store.dynamo.shelf import DynamoShelf
from relance.usecases.dunning import Dunning
from relance.usecases.organization.change_organization import ChangeOrganization


@cache
def dunning() -> Dunning:
    tables, wire = wiring.tables(), wiring.wire()
    return Dunning(
        plans=wiring.plans(),
        drafts=DynamoShelf(tables, wire, PlanDraft, keys.plan_draft),
        templates=DynamoShelf(tables, wire, Template, keys.template),
        tasks=DynamoTaskList(tables, wire),
        history=DynamoHistory(tables, wire),
        outreaches=wiring.outreaches(),
        listings=wiring_redecide.listings(),
        change_account=wiring.change_account(),
        change_organization=ChangeOrganization(wiring.organizations(), wiring_redecide.queue()),
        run_organization=wiring.run_organization(),
        redecide=wiring_redecide.queue(),
        messages=RenderedMessages(),
        explain=explain,
        explain_sent=explain_sent,
        compose_simulation=compose_simulation,
        composer=EmailComposer(),
        mailer=wiring.mailer(),
        notifier=wiring.mailer(),
        replies=wiring.reply_addresses,
        fallback_sender=settings().fallback_sender,
    )

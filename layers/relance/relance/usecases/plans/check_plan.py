"""What is wrong with a plan being written: everything at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from relance.domain.errors import Fault, Refused
from relance.domain.organization import Organization
from relance.domain.plan import ACCOUNT_MANAGER, DunningPlan, PlanStep
from relance.domain.plan_draft import PlanDraft
from relance.usecases.ports.organizations import Plans
from relance.usecases.ports.words import Messages


@dataclass(frozen=True)
class CheckPlan:
    plans: Plans
    messages: Messages

    def current(self, organization: Organization, plan: str) -> DunningPlan | None:
        """The version that is in force."""
        version = organization.plans.get(plan)
        return None if version is None else self.plans.get(organization.id, plan, version)

    def next_version(self, organization: Organization, draft: PlanDraft) -> DunningPlan:
        """What publishing would make of it. Raises Refused with every fault."""
        if faults := self.faults(organization, draft):
            raise Refused(*faults)
        return draft.as_version(organization.plans.get(draft.id, 0) + 1)

    def faults(self, organization: Organization, draft: PlanDraft) -> tuple[Fault, ...]:
        found = [*self._rules(organization, draft)]
        for position, step in enumerate(draft.steps):
            found += self._step(organization, step, f"steps[{position}]")
        return tuple(found)

    def _rules(self, organization: Organization, draft: PlanDraft) -> Iterator[Fault]:
        if not draft.steps:
            yield Fault("plan_without_steps", "steps")
        try:
            plan, current = draft.as_version(1), self.current(organization, draft.id)
            if current:
                plan.succeeds(current)
        except Refused as refused:
            yield from refused.faults

    def _step(self, organization: Organization, step: PlanStep, field: str) -> Iterator[Fault]:
        for language, message in step.messages.items():
            part, faults = f"{field}.messages.{language}", self.messages.faults(message)
            for fault in faults:
                yield Fault(fault.code, f"{part}.{fault.field}", fault.values)
            if step.may_be_ahead and not faults and (empty := self.messages.empty_ahead(message, language)):
                yield Fault("template_speaks_of_overdue", part, {"fields": ", ".join(empty)})
        for part, member in (("sender", step.sender), ("owner", step.owner)):
            if member != ACCOUNT_MANAGER and not organization.active_member(member):
                yield Fault("unknown_member", f"{field}.{part}", {"id": member})

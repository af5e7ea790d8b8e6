"""What is wrong with a plan being written: everything at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from relance.domain.errors import Fault, Refused
from relance.domain.organization import Organization
from relance.domain.plan import ACCOUNT_MANAGER, DunningPlan, PlanStep, StepKind
from relance.domain.plan_draft import PlanDraft
from relance.usecases.ports.organizations import Plans
from relance.usecases.ports.words import Messages, PaymentTold


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
        if any(self._needs_details(organization, step) for step in draft.steps):
            found.append(Fault("bank_details_missing", "bank_details"))
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
            if not faults and self._told(organization, step, language) is PaymentTold.NO:
                yield Fault("no_way_to_pay", f"{part}.body")
        for part, member in (("sender", step.sender), ("owner", step.owner)):
            if member != ACCOUNT_MANAGER and not organization.active_member(member):
                yield Fault("unknown_member", f"{field}.{part}", {"id": member})

    def _told(self, organization: Organization, step: PlanStep, language: str) -> PaymentTold:
        """Every e-mail and letter of a plan asks for money. A letter carries the bank details by itself."""
        if step.kind is StepKind.CALL:
            return PaymentTold.YES
        told = self.messages.payment_told(step.messages[language], language, organization)
        if step.kind is StepKind.EMAIL or told is PaymentTold.YES:
            return told
        return PaymentTold.YES if organization.bank_details else PaymentTold.ONCE_KNOWN

    def _needs_details(self, organization: Organization, step: PlanStep) -> bool:
        """Whether a message of it would show how to pay, if the organization had said so."""
        return any(
            self._told(organization, step, language) is PaymentTold.ONCE_KNOWN
            for language, message in step.messages.items()
            if not self.messages.faults(message)
        )

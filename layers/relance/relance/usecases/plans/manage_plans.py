"""Plans as people write them: drafts beside the versions that are in force."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.organization import Organization
from relance.domain.plan import DunningPlan
from relance.domain.plan_draft import PlanDraft
from relance.usecases.organization.change_organization import ChangeOrganization
from relance.usecases.plans.texts_limit import refuse_too_large
from relance.usecases.ports.listings import Listings
from relance.usecases.ports.organizations import Plans
from relance.usecases.ports.shelf import Shelf

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class PlanLine:
    """`plan` is the version in force; None for a plan that was never published."""

    id: str
    plan: DunningPlan | None
    draft: PlanDraft | None
    is_default: bool
    archived: bool


@dataclass(frozen=True)
class ManagePlans:
    plans: Plans
    drafts: Shelf[PlanDraft]
    listings: Listings
    change_organization: ChangeOrganization

    def lines(self, organization: Organization) -> Iterator[PlanLine]:
        """Every plan, ordered by id."""
        drafts = {draft.id: draft for draft in self.drafts.all(organization.id)}
        for plan in sorted({*organization.plans, *drafts}):
            yield self._line(organization, plan, drafts.get(plan))

    def line(self, organization: Organization, plan: str) -> PlanLine:
        """Raises NotFound."""
        try:
            draft = self.drafts.get(organization.id, plan)
        except NotFound:
            draft = None
        if draft is None and plan not in organization.plans:
            raise NotFound(f"plan {plan}")
        return self._line(organization, plan, draft)

    def _line(self, organization: Organization, plan: str, draft: PlanDraft | None) -> PlanLine:
        published = self.published(organization, plan) if plan in organization.plans else None
        is_default = plan == organization.default_plan
        return PlanLine(plan, published, draft, is_default, plan in organization.archived)

    def published(self, organization: Organization, plan: str, version: int | None = None) -> DunningPlan:
        """The version in force, or the version that is asked for. Raises NotFound."""
        current = organization.plans.get(plan)
        if current is None or (version or 1) > current:
            raise NotFound(f"plan {plan} version {version}")
        return self.plans.get(organization.id, plan, version or current)

    def write(self, org: str, draft: PlanDraft) -> PlanDraft:
        """Writes the draft of a new plan. Raises Exists, Refused."""
        return self.drafts.put(org, _small_enough(draft))

    def revise(self, organization: Organization, plan: str) -> PlanDraft:
        """A draft of the next version, which begins as a copy of the version in force. Raises NotFound,
        Exists.
        """
        return self.drafts.put(organization.id, PlanDraft.of(self.published(organization, plan)))

    def duplicate(self, organization: Organization, plan: str, id: str, name: str) -> PlanDraft:
        """A draft of another plan, which begins as a copy of this plan's draft or version in force. Raises
        NotFound, Exists.
        """
        known = self.line(organization, plan)
        source = known.draft or PlanDraft.of(self.published(organization, plan))
        return self.drafts.put(organization.id, replace(source, id=id, name=name, revision=0))

    def change(self, org: str, plan: str, edit: Callable[[PlanDraft], PlanDraft]) -> PlanDraft:
        """`edit` is given the draft as it is now. Raises NotFound, Refused, Conflict."""
        return self.drafts.put(org, _small_enough(edit(self.drafts.get(org, plan))))

    def discard(self, org: str, plan: str, check: Callable[[PlanDraft], None]) -> None:
        """The version in force stays. Raises NotFound, Conflict."""
        draft = self.drafts.get(org, plan)
        check(draft)
        self.drafts.remove(org, draft)

    def archive(self, organization: Organization, plan: str) -> Organization:
        """Offered to nobody any more. Raises NotFound, Refused while it is somebody's plan."""
        self.published(organization, plan)
        if customer := self._who_follows(organization.id, plan):
            raise Refused(Fault("plan_in_use", "plan", {"id": customer}))

        def put_away(now: Organization) -> Organization:
            if plan == now.default_plan:
                raise Refused(Fault("plan_is_default", "plan"))
            return replace(now, archived=now.archived | {plan})

        return self.change_organization.run(organization.id, put_away)

    def restore(self, organization: Organization, plan: str) -> Organization:
        self.published(organization, plan)
        return self.change_organization.run(
            organization.id, lambda now: replace(now, archived=now.archived - {plan})
        )

    def _who_follows(self, org: str, plan: str) -> str | None:
        after = None
        while True:
            page = self.listings.customers(org, _AT_ONCE, after)
            found = next((line.customer.id for line in page.lines if line.customer.plan == plan), None)
            after = page.after
            if found or after is None:
                return found


def _small_enough(draft: PlanDraft) -> PlanDraft:
    refuse_too_large(draft, "steps")
    return draft

"""Plans and templates."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from relance.house.organization import Organization

if TYPE_CHECKING:
    from relance.usecases.plans.check_plan import CheckPlan
    from relance.usecases.plans.manage_plans import ManagePlans
    from relance.usecases.plans.publish_plan import PublishPlan
    from relance.usecases.plans.write_template import WriteTemplate


class Plans(Organization):
    @cached_property
    def manage_plans(self) -> ManagePlans:
        from relance.usecases.plans.manage_plans import ManagePlans

        return ManagePlans(
            plans=self.plans,
            drafts=self.drafts,
            listings=self.listings,
            change_organization=self.change_organization,
        )

    @cached_property
    def check_plan(self) -> CheckPlan:
        from relance.usecases.plans.check_plan import CheckPlan

        return CheckPlan(plans=self.plans, messages=self.messages)

    @cached_property
    def publish_plan(self) -> PublishPlan:
        from relance.usecases.plans.publish_plan import PublishPlan
        from relance.usecases.plans.warn_of_plan import WarnOfPlan

        return PublishPlan(
            check=self.check_plan,
            drafts=self.drafts,
            listings=self.listings,
            accounts=self.accounts,
            run_organization=self.run_organization,
            redecide=self.redecide,
            warn=WarnOfPlan(self.listings),
        )

    @cached_property
    def write_template(self) -> WriteTemplate:
        from relance.usecases.plans.write_template import WriteTemplate

        return WriteTemplate(templates=self.templates, accounts=self.accounts, messages=self.messages)

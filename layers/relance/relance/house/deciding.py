"""An account changed, decided, simulated, explained."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from relance.house.ports import Ports

if TYPE_CHECKING:
    from relance.usecases.deciding.change_account import ChangeAccount
    from relance.usecases.deciding.count_simulation import CountSimulation
    from relance.usecases.deciding.explain import ExplainCustomer
    from relance.usecases.deciding.foretell import Foretell
    from relance.usecases.deciding.mail_simulation import MailSimulation
    from relance.usecases.deciding.simulate import Simulate
    from relance.usecases.deciding.tenants import Tenants


class Deciding(Ports):
    @cached_property
    def tenants(self) -> Tenants:
        from relance.usecases.deciding.tenants import Tenants

        return Tenants(organizations=self.organizations, plans=self.plans, holidays=self.holidays)

    @cached_property
    def change_account(self) -> ChangeAccount:
        from relance.usecases.deciding.change_account import ChangeAccount

        return ChangeAccount(accounts=self.accounts, erasures=self.erasures, clock=self.clock)

    @cached_property
    def simulate(self) -> Simulate:
        from relance.usecases.deciding.simulate import Simulate

        return Simulate(tenants=self.tenants, accounts=self.accounts, clock=self.clock)

    @cached_property
    def foretell(self) -> Foretell:
        from relance.usecases.deciding.foretell import Foretell

        return Foretell(accounts=self.accounts, listings=self.listings)

    @cached_property
    def count_simulation(self) -> CountSimulation:
        from relance.usecases.deciding.count_simulation import CountSimulation

        return CountSimulation(accounts=self.accounts, listings=self.listings)

    @cached_property
    def explain_customer(self) -> ExplainCustomer:
        from relance.usecases.deciding.explain import ExplainCustomer

        return ExplainCustomer(accounts=self.accounts, outreaches=self.outreaches)

    @cached_property
    def mail_simulation(self) -> MailSimulation:
        from relance.usecases.deciding.mail_simulation import MailSimulation

        return MailSimulation(
            foretell=self.foretell,
            compose=self.compose_simulation,
            notifier=self.notifier,
            sender=self.fallback_sender,
        )

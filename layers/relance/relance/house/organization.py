"""An organization, its members, keys and sender domain."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from relance.house.deciding import Deciding

if TYPE_CHECKING:
    from relance.usecases.organization.authorize import Authorize
    from relance.usecases.organization.change_organization import ChangeOrganization
    from relance.usecases.organization.keep_quota import KeepQuota
    from relance.usecases.organization.keep_session import KeepSession
    from relance.usecases.organization.make_index import MakeIndex
    from relance.usecases.organization.manage_api_keys import ManageApiKeys
    from relance.usecases.organization.manage_members import ManageMembers, SignUp
    from relance.usecases.organization.redecide import RedecideCustomers
    from relance.usecases.organization.run_organization import RunOrganization
    from relance.usecases.organization.sign_in import GuardSignIn, SignIn
    from relance.usecases.organization.switch_sending import SwitchSending
    from relance.usecases.organization.verify_sender_domain import VerifySenderDomain


class Organization(Deciding):
    @cached_property
    def keep_quota(self) -> KeepQuota:
        from relance.usecases.organization.keep_quota import KeepQuota

        return KeepQuota(rates=self.rates, clock=self.clock)

    @cached_property
    def change_organization(self) -> ChangeOrganization:
        from relance.usecases.organization.change_organization import ChangeOrganization

        return ChangeOrganization(organizations=self.organizations, redecide=self.redecide)

    @cached_property
    def run_organization(self) -> RunOrganization:
        from relance.usecases.organization.run_organization import RunOrganization

        return RunOrganization(
            organizations=self.organizations,
            plans=self.plans,
            tenants=self.tenants,
            change_account=self.change_account,
            clock=self.clock,
        )

    @cached_property
    def switch_sending(self) -> SwitchSending:
        from relance.usecases.organization.switch_sending import SwitchSending

        return SwitchSending(
            accounts=self.accounts,
            tenants=self.tenants,
            change_organization=self.change_organization,
            clock=self.clock,
        )

    @cached_property
    def redecide_customers(self) -> RedecideCustomers:
        from relance.usecases.organization.redecide import RedecideCustomers

        return RedecideCustomers(
            organizations=self.organizations,
            listings=self.listings,
            run_organization=self.run_organization,
            queue=self.redecide,
        )

    @cached_property
    def make_index(self) -> MakeIndex:
        from relance.usecases.organization.make_index import MakeIndex

        return MakeIndex(change_organization=self.change_organization)

    @cached_property
    def authorize(self) -> Authorize:
        from relance.usecases.organization.authorize import Authorize

        return Authorize(
            tokens=self.tokens, organizations=self.organizations, api_keys=self.api_keys, clock=self.clock
        )

    @cached_property
    def sign_in(self) -> SignIn:
        from relance.usecases.organization.sign_in import SignIn

        return SignIn(sign_ins=self.sign_ins, authorize=self.authorize)

    @cached_property
    def keep_session(self) -> KeepSession:
        from relance.usecases.organization.keep_session import KeepSession

        return KeepSession(
            sessions=self.sessions,
            organizations=self.organizations,
            clock=self.clock,
            new_secret=self.new_secret,
        )

    @cached_property
    def guard_sign_in(self) -> GuardSignIn:
        from relance.usecases.organization.sign_in import GuardSignIn

        return GuardSignIn(sign_ins=self.sign_ins)

    @cached_property
    def manage_api_keys(self) -> ManageApiKeys:
        from relance.usecases.organization.manage_api_keys import ManageApiKeys

        return ManageApiKeys(api_keys=self.api_keys, clock=self.clock, new_secret=self.new_secret)

    @cached_property
    def manage_members(self) -> ManageMembers:
        from relance.usecases.organization.manage_members import ManageMembers

        return ManageMembers(
            people=self.people,
            change_organization=self.change_organization,
            manage_api_keys=self.manage_api_keys,
            clock=self.clock,
        )

    @cached_property
    def sign_up(self) -> SignUp:
        from relance.usecases.organization.manage_members import SignUp

        return SignUp(
            organizations=self.organizations, people=self.people, audit=self.audit, clock=self.clock
        )

    @cached_property
    def verify_sender_domain(self) -> VerifySenderDomain:
        from relance.usecases.organization.verify_sender_domain import VerifySenderDomain

        return VerifySenderDomain(
            organizations=self.organizations,
            claims=self.domain_claims,
            service=self.sender_domains,
            clock=self.clock,
        )

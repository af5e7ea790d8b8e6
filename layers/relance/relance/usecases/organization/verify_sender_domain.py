"""An organization's own domain to send from: begun, asked about, given back.

Always in this order: the claim (nobody else gets it), the mail service, the organization. What a crash
leaves behind is a claim that its organization does not name: asking again goes on with it, else the sweep
gives it back.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from relance.again import again
from relance.domain.errors import Conflict, Exists, Fault, NotFound, Refused
from relance.domain.mail_domain import is_public
from relance.domain.organization import Organization
from relance.domain.sender_domain import DomainClaim, DomainStanding, DomainState, Verification
from relance.usecases.organization.change_organization import changed
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.organizations import Organizations
from relance.usecases.ports.sender_domains import DomainClaims, SenderDomains, Unavailable

# The sweep leaves a claim that is being begun alone for longer than any call lasts.
_PENDING: Final = timedelta(hours=1)
_VERIFIED: Final = timedelta(days=1)
# The mail service answers about one such question a second.
_A_SWEEP: Final = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """The domain is not to be had: another's, or the platform's own."""


@dataclass(frozen=True)
class VerifySenderDomain:
    organizations: Organizations
    claims: DomainClaims
    service: SenderDomains
    clock: Clock

    def standing(self, organization: Organization) -> DomainStanding:
        """How far the domain's verification was when the mail service was last asked; nobody is asked now."""
        return _standing(organization, self._claim(organization.id, organization.sender_domain))

    def begin(self, org: str, domain: str) -> DomainStanding | Taken:
        """Makes it the organization's domain in place of what it had. Begun before, it goes on where it is.

        Raises Refused, or Unavailable: then it is to be asked again.
        """
        if is_public(domain):
            raise Refused(Fault("public_mail_domain", "domain", {"domain": domain}))
        claim = self._claimed(org, domain)
        if claim is None:
            return Taken()
        try:
            verification = self._begun(claim)
        except Exists:
            self._give_up(claim)
            return Taken()
        except Refused:
            self.claims.remove(claim)
            raise
        claim = self._noted(claim, verification)
        before, after = changed(self.organizations, org, lambda now: _told(now, domain, verification))
        if before.sender_domain != domain:
            self._release(org, before.sender_domain)
        return _standing(after, claim)

    def check(self, org: str) -> DomainStanding:
        """Asks the mail service now. Raises Unavailable."""
        organization = self.organizations.get(org)
        claim = self._claim(org, organization.sender_domain)
        if claim is None:
            return _standing(self._unverified(org, organization.sender_domain), None)
        return self._looked(claim)

    def drop(self, org: str) -> None:
        """From now on mail leaves from the platform's address; the domain is anybody's again."""
        before, _ = changed(
            self.organizations, org, lambda now: replace(now, sender_domain="", sender_domain_verified=False)
        )
        self._release(org, before.sender_domain)

    def look_again(self) -> int:
        """The hourly sweep: asks about the domains whose time it is, and gives back those that nobody names.
        Returns how many. When the mail service answers no more it stops: the others are first the next time.
        """
        looked = 0
        for claim in self.claims.to_look_at(self.clock.now(), _A_SWEEP):
            try:
                self._look_again(claim)
            except Conflict:
                continue  # somebody asks about it at this very moment
            except Unavailable:
                break
            looked += 1
        return looked

    def _look_again(self, claim: DomainClaim) -> None:
        # Put off first: one that fails for a reason of its own does not stand before the others for ever.
        claim = self.claims.put(replace(claim, look_at=self.clock.now() + _PENDING))
        if self._is_named(claim):
            self._looked(claim)
        else:
            self._let_go(claim)

    def _is_named(self, claim: DomainClaim) -> bool:
        try:
            return self.organizations.get(claim.org).sender_domain == claim.domain
        except NotFound:
            return False

    def _looked(self, claim: DomainClaim) -> DomainStanding:
        try:
            verification = self.service.begin(claim.domain, claim.org)
        except Exists:
            verification = Verification(DomainState.FAILED)
        if verification.state is DomainState.FAILED:
            return _standing(self._give_up(claim), None)
        claim = self._noted(claim, verification)
        return _standing(self._changed(claim, verification), claim)

    def _begun(self, claim: DomainClaim) -> Verification:
        """The mail service looks for the records for some days only: what failed is begun from nothing."""
        verification = self.service.begin(claim.domain, claim.org)
        if verification.state is DomainState.FAILED:
            self.service.drop(claim.domain, claim.org)
            verification = self.service.begin(claim.domain, claim.org)
        return verification

    def _claim(self, org: str, domain: str) -> DomainClaim | None:
        claim = self.claims.get(domain) if domain else None
        return claim if claim and claim.org == org else None

    def _claimed(self, org: str, domain: str) -> DomainClaim | None:
        """The organization's claim, made when no organization has the domain; None when another organization
        has it.
        """

        def attempt() -> DomainClaim | None:
            known = self.claims.get(domain)
            if known and known.org != org:
                return None
            look_at = self.clock.now() + _PENDING
            return self.claims.put(
                replace(known, look_at=look_at) if known else DomainClaim(domain, org, look_at)
            )

        return again(attempt, f"sender domain {domain}")

    def _noted(self, claim: DomainClaim, verification: Verification) -> DomainClaim:
        wait = _VERIFIED if verification.state is DomainState.VERIFIED else _PENDING
        look_at = self.clock.now() + wait
        return self.claims.put(replace(claim, records=verification.records, look_at=look_at))

    def _changed(self, claim: DomainClaim, verification: Verification) -> Organization:
        def change(now: Organization) -> Organization:
            return _told(now, claim.domain, verification) if now.sender_domain == claim.domain else now

        return changed(self.organizations, claim.org, change)[1]

    def _unverified(self, org: str, domain: str) -> Organization:
        def change(now: Organization) -> Organization:
            return replace(now, sender_domain_verified=False) if now.sender_domain == domain else now

        return changed(self.organizations, org, change)[1]

    def _give_up(self, claim: DomainClaim) -> Organization:
        """Nothing leaves from it any more, then it is anybody's."""
        organization = self._unverified(claim.org, claim.domain)
        self._let_go(claim)
        return organization

    def _let_go(self, claim: DomainClaim) -> None:
        self.service.drop(claim.domain, claim.org)
        self.claims.remove(claim)

    def _release(self, org: str, domain: str) -> None:
        """What cannot be done now, the sweep does: nobody waits for it."""
        if claim := self._claim(org, domain):
            with suppress(Unavailable, Conflict):
                self._let_go(claim)


def _told(organization: Organization, domain: str, verification: Verification) -> Organization:
    """The organization with that domain, and what is known of it now."""
    was = organization.sender_domain == domain and organization.sender_domain_verified
    verified = was if verification.state is None else verification.state is DomainState.VERIFIED
    return replace(organization, sender_domain=domain, sender_domain_verified=verified)


def _standing(organization: Organization, claim: DomainClaim | None) -> DomainStanding:
    domain, records = organization.sender_domain, claim.records if claim else ()
    if not domain:
        return DomainStanding("", DomainState.NONE)
    if organization.sender_domain_verified:
        return DomainStanding(domain, DomainState.VERIFIED, records)
    return DomainStanding(domain, DomainState.PENDING if claim else DomainState.FAILED, records)

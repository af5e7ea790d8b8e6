"""People sign in, and guard their sign-in with an authenticator app."""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.errors import Fault, Refused
from relance.domain.organization import Member
from relance.usecases.organization.authorize import Authorize, Caller
from relance.usecases.ports.callers import Challenge, Granted, SignInRefused, SignIns


@dataclass(frozen=True)
class SignIn:
    sign_ins: SignIns
    authorize: Authorize

    def begin(self, email: str, password: str) -> tuple[Granted, Caller] | Challenge:
        """The tokens and who has them now, or what is still asked. Raises SignInRefused."""
        return self._checked(self.sign_ins.begin(email, password))

    def answer(self, challenge: Challenge, answer: str) -> tuple[Granted, Caller] | Challenge:
        """The same. Raises SignInRefused, or Refused for an answer that may be given again."""
        return self._checked(self.sign_ins.answer(challenge, answer))

    def refresh(self, token: str) -> tuple[Granted, Caller]:
        """Raises SignInRefused."""
        return self._member(self.sign_ins.refresh(token))

    def send_code(self, email: str) -> None:
        """To who has forgotten the password; see SignIns."""
        self.sign_ins.send_code(email)

    def renew(self, email: str, code: str, password: str) -> tuple[Granted, Caller] | Challenge:
        """Signs in with the new password, in the place of the old. Raises Refused or SignInRefused."""
        self.sign_ins.renew(email, code, password)
        return self.begin(email, password)

    def _checked(self, answer: Granted | Challenge) -> tuple[Granted, Caller] | Challenge:
        return answer if isinstance(answer, Challenge) else self._member(answer)

    def _member(self, granted: Granted) -> tuple[Granted, Caller]:
        """Who is a member no more gets no tokens."""
        caller = self.authorize.run(f"Bearer {granted.identity}")
        if not isinstance(caller, Caller):
            raise SignInRefused
        return granted, caller


@dataclass(frozen=True)
class GuardSignIn:
    """One's own sign-in is guarded with the access token that came with it."""

    sign_ins: SignIns

    def enrol(self, member: Member, access: str) -> str:
        """The secret for an authenticator app. Raises Refused."""
        self._check(member, access)
        return self.sign_ins.enrol(access)

    def confirm(self, member: Member, access: str, code: str, device: str) -> None:
        """Raises Refused."""
        self._check(member, access)
        self.sign_ins.confirm(access, code, device)

    def turn_off(self, member: Member, access: str) -> None:
        """Raises Refused."""
        self._check(member, access)
        self.sign_ins.turn_off(access)

    def turn_off_for(self, member: Member) -> None:
        """An administrator does so for who lost their app: the password alone is asked again."""
        if member.subject:
            self.sign_ins.turn_off_for(member.subject)

    def _check(self, member: Member, access: str) -> None:
        try:
            subject = self.sign_ins.subject_of(access)
        except SignInRefused:
            subject = ""
        if not subject or subject != member.subject:
            raise Refused(Fault("access_token_not_yours", "access_token"))

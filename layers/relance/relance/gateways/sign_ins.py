"""Signing in at a Cognito user pool, and its software tokens (port `SignIns`)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Literal

from botocore.exceptions import BotoCoreError, ClientError

from relance.domain.errors import Fault, Refused
from relance.gateways.cognito import cognito
from relance.usecases.ports.callers import Challenge, Granted, SignInLater, SignInRefused

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.literals import ChallengeNameTypeType
    from mypy_boto3_cognito_idp.type_defs import (
        AuthenticationResultTypeTypeDef,
        InitiateAuthResponseTypeDef,
        RespondToAuthChallengeResponseTypeDef,
    )

type _Kind = Literal["authenticator_code", "new_password"]

_NAMES: Final[dict[_Kind, tuple[ChallengeNameTypeType, str]]] = {
    # Ours -> Cognito's, and where the answer goes.
    "authenticator_code": ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE"),
    "new_password": ("NEW_PASSWORD_REQUIRED", "NEW_PASSWORD"),
}
_KINDS: Final[dict[str, _Kind]] = {name: kind for kind, (name, _) in _NAMES.items()}
_WRONG_CODE: Final = {"CodeMismatchException", "ExpiredCodeException", "EnableSoftwareTokenMFAException"}
_REFUSED: Final = {
    "NotAuthorizedException",
    "UserNotFoundException",
    "UserNotConfirmedException",
    "PasswordResetRequiredException",
    "InvalidParameterException",
    "SoftwareTokenMFANotFoundException",
}
_LATER: Final = {"TooManyRequestsException", "LimitExceededException", "ConcurrentModificationException"}


@dataclass(frozen=True)
class CognitoSignIns:
    """`client_id` names the pool's client, which needs no secret."""

    pool: str
    client_id: str
    region: str

    @cached_property
    def _client(self) -> CognitoIdentityProviderClient:
        # A code or a session is good once: no call is repeated by itself.
        return cognito(self.region, attempts=1)

    def begin(self, email: str, password: str) -> Granted | Challenge:
        with _answers():
            answer = self._client.initiate_auth(
                ClientId=self.client_id,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email.lower(), "PASSWORD": password},
            )
        return _next(answer, email.lower())

    def answer(self, challenge: Challenge, answer: str) -> Granted | Challenge:
        name, place = _NAMES[challenge.kind]
        with _answers():
            given = self._client.respond_to_auth_challenge(
                ClientId=self.client_id,
                ChallengeName=name,
                Session=challenge.session,
                ChallengeResponses={"USERNAME": challenge.person, place: answer},
            )
        return _next(given, challenge.person)

    def refresh(self, token: str) -> Granted:
        with _answers():
            answer = self._client.initiate_auth(
                ClientId=self.client_id,
                AuthFlow="REFRESH_TOKEN_AUTH",
                AuthParameters={"REFRESH_TOKEN": token},
            )
        return _granted(answer["AuthenticationResult"])

    def send_code(self, email: str) -> None:
        with contextlib.suppress(SignInRefused), _answers():
            self._client.forgot_password(ClientId=self.client_id, Username=email.lower())

    def renew(self, email: str, code: str, password: str) -> None:
        try:
            with _answers(code="mailed_code_wrong", where="password"):
                self._client.confirm_forgot_password(
                    ClientId=self.client_id,
                    Username=email.lower(),
                    ConfirmationCode=code,
                    Password=password,
                )
        except SignInRefused:
            raise Refused(Fault("mailed_code_wrong", "code")) from None

    def subject_of(self, access: str) -> str:
        with _answers():
            user = self._client.get_user(AccessToken=access)
        return next(a.get("Value", "") for a in user["UserAttributes"] if a["Name"] == "sub")

    def enrol(self, access: str) -> str:
        with _answers():
            return self._client.associate_software_token(AccessToken=access)["SecretCode"]

    def confirm(self, access: str, code: str, device: str) -> None:
        with _answers():
            verified = self._client.verify_software_token(
                AccessToken=access, UserCode=code, FriendlyDeviceName=device
            )
        if verified["Status"] != "SUCCESS":
            raise Refused(Fault("authenticator_code_wrong", "code"))
        self._prefer(access, on=True)

    def turn_off(self, access: str) -> None:
        self._prefer(access, on=False)

    def _prefer(self, access: str, *, on: bool) -> None:
        with _answers():
            self._client.set_user_mfa_preference(
                AccessToken=access, SoftwareTokenMfaSettings={"Enabled": on, "PreferredMfa": on}
            )

    def turn_off_for(self, subject: str) -> None:
        client = self._client
        try:
            with _answers():
                client.admin_set_user_mfa_preference(
                    UserPoolId=self.pool,
                    Username=subject,
                    SoftwareTokenMfaSettings={"Enabled": False, "PreferredMfa": False},
                )
        except SignInRefused:
            return


@contextlib.contextmanager
def _answers(code: str = "authenticator_code_wrong", where: str = "answer") -> Iterator[None]:
    """What Cognito says no with, in our terms: `code` is the fault of a wrong code, `where` the field of a
    password that will not do. Anything else is a fault of ours, and is raised as it is.
    """
    try:
        yield
    except BotoCoreError as error:
        raise SignInLater(type(error).__name__) from None
    except ClientError as error:
        said = error.response["Error"]["Code"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if said in _WRONG_CODE:
            raise Refused(Fault(code, "code")) from None
        if said == "InvalidPasswordException":
            raise Refused(Fault("password_too_weak", where)) from None
        if said in _REFUSED:
            raise SignInRefused(said) from None
        if said in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise SignInLater(said) from None
        raise


def _next(
    answer: InitiateAuthResponseTypeDef | RespondToAuthChallengeResponseTypeDef, person: str
) -> Granted | Challenge:
    if found := answer.get("AuthenticationResult"):
        return _granted(found)
    named = answer.get("ChallengeParameters", {}).get("USER_ID_FOR_SRP") or person
    return Challenge(_KINDS[answer["ChallengeName"]], named, answer["Session"])


def _granted(found: AuthenticationResultTypeTypeDef) -> Granted:
    return Granted(found["IdToken"], found["AccessToken"], found.get("RefreshToken"), found["ExpiresIn"])

"""Who can sign in: a Cognito user pool (port `People`). Nobody can change the organization they have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relance.gateways.cognito import cognito
from relance.usecases.ports.callers import Person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.literals import UserStatusTypeType
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

ORGANIZATION = "custom:org"
# Nobody has signed in with the password that was mailed.
_WAITING = "FORCE_CHANGE_PASSWORD"


@dataclass(frozen=True)
class CognitoPeople:
    pool: str
    region: str

    @cached_property
    def _client(self) -> CognitoIdentityProviderClient:
        return cognito(self.region, attempts=2)

    def invite(self, org: str, email: str, name: str) -> Person:
        client, address = self._client, email.lower()
        try:
            made = client.admin_create_user(
                UserPoolId=self.pool,
                Username=address,
                UserAttributes=[
                    {"Name": "email", "Value": address},
                    {"Name": "email_verified", "Value": "true"},
                    {"Name": "name", "Value": name},
                    {"Name": ORGANIZATION, "Value": org},
                ],
                DesiredDeliveryMediums=["EMAIL"],
            )
        except client.exceptions.UsernameExistsException:
            return self._invite_again(org, address)
        user = made["User"]
        return _person(address, user["Attributes"], user["UserStatus"], user.get("UserCreateDate"))

    def _invite_again(self, org: str, address: str) -> Person:
        user = self._client.admin_get_user(UserPoolId=self.pool, Username=address)
        person = _person(address, user["UserAttributes"], user["UserStatus"], user.get("UserCreateDate"))
        if person.waiting and person.org == org:
            self._client.admin_create_user(
                UserPoolId=self.pool,
                Username=address,
                MessageAction="RESEND",
                DesiredDeliveryMediums=["EMAIL"],
            )
        return person

    def remove(self, org: str, subject: str, email: str) -> None:
        client = self._client
        try:
            user = client.admin_get_user(UserPoolId=self.pool, Username=email.lower())
            person = _person(email, user["UserAttributes"], user["UserStatus"], user.get("UserCreateDate"))
            if (person.org, person.subject) == (org, subject):
                # Its own name, which no other ever has: the address may be another's by now.
                client.admin_delete_user(UserPoolId=self.pool, Username=user["Username"])
        except client.exceptions.UserNotFoundException:
            return


def _person(
    email: str, attributes: Sequence[AttributeTypeTypeDef], status: UserStatusTypeType, since: datetime | None
) -> Person:
    said = {attribute["Name"]: attribute.get("Value", "") for attribute in attributes}
    return Person(said["sub"], said.get(ORGANIZATION, ""), email, status == _WAITING, since)

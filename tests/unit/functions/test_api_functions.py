"""functions/authorize, functions/api and functions/redecide, as the gateway and the queue wake them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from botocore.stub import Stubber
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt import PyJWKClient

from relance.domain.api_key import ApiKey, Token
from relance.domain.campaign import Campaign, Result
from relance.domain.organization import Role
from relance.domain.plan import Message
from relance.gateways.people import CognitoPeople
from relance.gateways.tokens import CognitoTokens
from relance.runtime.aws import house
from relance.usecases.ports.callers import Person, SignedIn
from tests.unit.functions.deployed import MORNING, ORG, REGION, Deployed, deployed_with_the_api, sample


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    with deployed_with_the_api(monkeypatch) as stack:
        yield stack


def test_a_key_is_known_to_the_authorizer(stack: Deployed) -> None:
    event = sample("authorize/key")
    token = Token.parse(event["headers"]["authorization"].removeprefix("Bearer "))
    assert token
    key = ApiKey(token.key, ORG, "ERP", Role.VIEWER, token.digest, MORNING, "marie")
    house().api_keys.create(key)

    known = {"org": ORG, "id": token.key, "role": "viewer", "kind": "key"}
    assert stack.invoke("authorize", event) == {"isAuthorized": True, "context": known}
    noted = house().api_keys.get(ORG, token.key)
    assert noted and noted.used_at == MORNING


def test_nobody_known_is_told_so_by_the_api(stack: Deployed) -> None:
    found = stack.invoke("authorize", sample("authorize/key"))
    assert found == {"isAuthorized": True, "context": {"unknown": "key_unknown"}}

    event = sample("api/list_customers")
    event["requestContext"]["authorizer"]["lambda"] = found["context"]
    answer = stack.invoke("api", event)
    assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (401, "key_unknown")
    assert answer["headers"]["Content-Language"] == "fr"


def test_customers_are_listed_to_who_may(stack: Deployed) -> None:
    stack.owing("C-1", "Société #2")
    answer = stack.invoke("api", sample("api/list_customers"))
    assert answer["statusCode"] == 200
    assert [item["source_id"] for item in json.loads(answer["body"])["items"]] == ["C-1", "Société #2"]


def test_an_organizations_customers_are_decided_afresh(stack: Deployed) -> None:
    stack.owing("C-1")
    organization = house().organizations.get(ORG)
    house().organizations.save(replace(organization, sending=False, stopped_on=MORNING.date()).to_decide())
    assert stack.invoke("redecide", sample("redecide/organization")) == {"batchItemFailures": []}
    (enrolment,) = house().accounts.load(ORG, "C-1").enrolments.values()
    assert enrolment.next_at is None


def test_a_campaign_that_nobody_has_any_more_goes_no_further(stack: Deployed) -> None:
    assert stack.invoke("run_campaign", sample("run_campaign/goes_on")) == {"batchItemFailures": []}


def test_a_campaign_reaches_its_customers(stack: Deployed) -> None:
    stack.owing("C-1", "Société #2")
    words = {"en": Message("Holidays", "We are closed.")}
    campaign = Campaign(ORG, "spring", "Spring", MORNING, "marie", words=words).started(MORNING)
    house().campaigns.put(campaign)
    assert stack.invoke("run_campaign", sample("run_campaign/goes_on")) == {"batchItemFailures": []}
    assert house().campaigns.get(ORG, "spring").results == {Result.SENT: 2}


def test_somebody_invited_gets_a_sign_in_of_the_organization_for_good() -> None:
    people = CognitoPeople("pool", REGION)
    attributes = [{"Name": "sub", "Value": "subject"}, {"Name": "custom:org", "Value": "acme"}]
    with Stubber(people._client) as cognito:
        cognito.add_response(
            "admin_create_user",
            {"User": {"Attributes": attributes, "UserStatus": "FORCE_CHANGE_PASSWORD"}},
            {
                "UserPoolId": "pool",
                "Username": "zoe@acme.example",
                "UserAttributes": [
                    {"Name": "email", "Value": "zoe@acme.example"},
                    {"Name": "email_verified", "Value": "true"},
                    {"Name": "name", "Value": "Zoé"},
                    {"Name": "custom:org", "Value": "acme"},
                ],
                "DesiredDeliveryMediums": ["EMAIL"],
            },
        )
        invited = people.invite("acme", "Zoe@acme.example", "Zoé")
        assert invited == Person("subject", "acme", "zoe@acme.example", waiting=True)


KEY = rsa.generate_private_key(65537, 2048)
OTHER_KEY = rsa.generate_private_key(65537, 2048)
TOKENS = CognitoTokens("pool", "client", REGION)


@pytest.fixture
def tokens(monkeypatch: pytest.MonkeyPatch) -> CognitoTokens:
    monkeypatch.setattr(PyJWKClient, "get_signing_key_from_jwt", lambda self, token: KEY.public_key())
    return TOKENS


def signed(changes: dict[str, object], key: rsa.RSAPrivateKey = KEY) -> str:
    now = datetime.now(UTC)
    claims = {
        "sub": "subject",
        "iss": TOKENS.issuer,
        "aud": "client",
        "token_use": "id",
        "iat": now,
        "exp": now + timedelta(hours=1),
        "custom:org": ORG,
    }
    return jwt.encode({n: v for n, v in (claims | changes).items() if v is not None}, key, algorithm="RS256")


def test_a_token_of_the_pool_says_who_signed_in(tokens: CognitoTokens) -> None:
    assert tokens.verify(signed({})) == SignedIn("subject", ORG)


def test_an_expired_token_is_told_apart(tokens: CognitoTokens) -> None:
    assert tokens.verify(signed({"exp": datetime.now(UTC) - timedelta(minutes=1)})) == "token_expired"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another client"},
        {"iss": "https://evil.example/pool"},
        {"token_use": "access"},
        {"exp": None},
        {"sub": None},
        {"custom:org": None},
    ],
)
def test_a_token_that_is_not_for_us_is_invalid(tokens: CognitoTokens, changes: dict[str, object]) -> None:
    assert tokens.verify(signed(changes)) == "token_invalid"


def test_a_token_somebody_else_signed_is_invalid(tokens: CognitoTokens) -> None:
    assert tokens.verify(signed({}, OTHER_KEY)) == "token_invalid"
    unsigned = jwt.encode({"sub": "subject", "custom:org": ORG}, "", algorithm="none")
    assert tokens.verify(unsigned) == "token_invalid"

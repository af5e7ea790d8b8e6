"""The whole API under generated requests, right and wrong ones: what it answers is what its document says.

`API_CASES=200 pytest tests/unit/api/test_schemathesis.py` looks longer: so many generated requests an
operation, and every edge of its schema one by one.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance

from relance.api.app import Api
from relance.domain.organization import Member, Organization, Role
from relance.runtime.memory import MemoryWorld
from relance.store.memory_api import MemoryRates
from relance.usecases.organization.authorize import Caller
from tests.unit.api.belongings import belongings
from tests.unit.api.client import Client
from tests.unit.api.conftest import BANK, START
from tests.unit.api.gateway import Gateway

A_FEW = 20
CASES = int(os.environ.get("API_CASES", A_FEW))
ADA = Member("ada", "Ada Admin", "ada@acme.example", Role.ADMIN)
CALLER = Caller("acme", ADA.id, ADA.role, "member")


class NoLimit(MemoryRates):
    """Lets everybody ask as fast as they can."""

    def swap(self, *_: object) -> None:
        return None


class Subject:
    """An organization with something of everything; a new one for each operation."""

    def __init__(self) -> None:
        house = MemoryWorld.starting(START).house.but(rates=NoLimit())
        house.organizations.save(
            Organization("acme", "Acme", language="en", members={ADA.id: ADA}, bank_details=BANK)
        )
        self.gateway = Gateway(Api(house), {"Bearer right": CALLER})
        self.known = belongings(Client(self.gateway.api, CALLER), house)


class Current:
    """The web application schemathesis knows: that of the subject at hand."""

    def __init__(self) -> None:
        self.subject = Subject()

    def __call__(self, *request: Any) -> Any:
        return self.subject.gateway(*request)


current = Current()
schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", current)
schema.config.phases.coverage.enabled = CASES > A_FEW
# A body too large is refused before anybody reads it.
schema.config.checks.negative_data_rejection.expected_statuses.append("413")
# Without If-Match the answer is of its own (RFC 6585).
schema.config.checks.missing_required_header.expected_statuses.append("428")


@pytest.fixture(autouse=True)
def subject() -> None:
    current.subject = Subject()


@schema.auth()
class SignedIn:
    def get(self, case: schemathesis.Case[Any], context: schemathesis.AuthContext) -> str:
        return "Bearer right"

    def set(self, case: schemathesis.Case[Any], data: str, context: schemathesis.AuthContext) -> None:
        case.headers["Authorization"] = data


def use_known_ids(case: schemathesis.Case[Any]) -> None:
    """Of what exists, where any right id will do: with others, all there is to see is that they are not
    found.
    """
    path = case.meta.components.get(ParameterLocation.PATH) if case.meta else None
    if path and path.mode is GenerationMode.POSITIVE:
        known = current.subject.known
        case.path_parameters |= {name: known[name] for name in case.path_parameters if name in known}


# The same requests in every run, unless one looks for more.
SETTINGS = settings(
    max_examples=CASES,
    deadline=None,
    derandomize=CASES == A_FEW,
    suppress_health_check=list(HealthCheck),
)
IDENTITY = {"Accept-Encoding": "identity"}
# What a request names may not exist, be taken, or be refused for reasons no schema can tell.
UNTOLD = [positive_data_acceptance]


@schema.parametrize()
@SETTINGS
def test_every_answer_is_one_the_document_describes(case: schemathesis.Case[Any]) -> None:
    use_known_ids(case)
    case.call_and_validate(headers=IDENTITY, excluded_checks=[*UNTOLD])


class Chains(schema.as_state_machine()):  # type: ignore[misc]  # the class is made of the document
    """One request after the other, with what the answers before said."""

    def setup(self) -> None:
        current.subject = Subject()

    def get_call_kwargs(self, case: schemathesis.Case[Any]) -> dict[str, Any]:
        return {"headers": {**IDENTITY, "Authorization": "Bearer right"}}

    def validate_response(
        self, response: schemathesis.Response, case: schemathesis.Case[Any], **_: object
    ) -> None:
        # The header above is right whatever was generated, and an earlier answer may have replaced a body
        # that was generated wrong; the test above is the one of what is refused.
        excluded = [*UNTOLD, ignored_auth, negative_data_rejection]
        case.validate_response(response, excluded_checks=excluded)


TestChains = Chains.TestCase
TestChains.settings = settings(SETTINGS, max_examples=2 * CASES, stateful_step_count=8)

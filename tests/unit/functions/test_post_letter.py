"""functions/post_letter: each state of the machine, for a letter that is due and for one that is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import boto3
import pytest

from relance.contracts.letters import PostOrder
from relance.domain.plan import Message, PlanStep, StepKind
from relance.domain.postal_address import PostalAddress
from relance.domain.posted_letter import LetterStatus
from relance.runtime.aws import house
from relance.usecases.ports.enrolments import DueKey
from tests.builders import plan
from tests.unit.functions.deployed import LETTERS, ORG, REGION, Deployed, deployed, sample

LYON = PostalAddress("Acme", "", ("1 rue de la Paix",), "69002", "Lyon", "", "FR")
PARIS = PostalAddress("Client SARL", "", ("12 rue de Rivoli",), "75001", "Paris", "", "FR")


@pytest.fixture
def stack() -> Iterator[Deployed]:
    with deployed() as stack:
        yield stack


def letter_due(stack: Deployed) -> dict[str, Any]:
    """The input of the execution that execute_step has started."""
    stack.owing("C-1")
    words = {"fr": Message("Rappel #REF#", "Merci de régler #REF#.")}
    step = PlanStep("letter+7", StepKind.LETTER, 7, automatic=True, messages=words)
    organizations = house().organizations
    organizations.save(replace(organizations.get(ORG), postal_address=LYON))
    tenant = house().tenants.of(ORG, stack.clock.now())
    house().change_account.run(
        tenant,
        "C-1",
        lambda account: replace(account, customer=replace(account.customer, postal_address=PARIS)),
    )
    house().run_organization.publish(ORG, replace(plan(step), version=2))
    house().run_organization.decide_all(ORG)
    (enrolment,) = house().accounts.load(ORG, "C-1").enrolments.values()
    stack.clock.at = (enrolment.next_at or stack.clock.at) + timedelta(minutes=1)
    key = DueKey.of(ORG, enrolment)
    house().execute_step.run(house().execute_step.tenant(ORG), key)
    machines = boto3.client("stepfunctions", region_name=REGION)
    (machine,) = machines.list_state_machines()["stateMachines"]
    (run,) = machines.list_executions(stateMachineArn=machine["stateMachineArn"])["executions"]
    found: dict[str, Any] = json.loads(machines.describe_execution(executionArn=run["executionArn"])["input"])
    return found


def invoke(stack: Deployed, state: str, order: dict[str, Any], **more: str) -> str:
    answer = stack.invoke("post_letter", {"state": state, "order": order, **more})
    return str(answer["outcome"])


def test_each_state_in_turn(stack: Deployed) -> None:
    order = letter_due(stack)
    assert invoke(stack, "prepare", order) == "prepared"
    assert invoke(stack, "submit", order) == "submitted"
    assert invoke(stack, "submit", order) == "lost", "the claim is gone"
    assert invoke(stack, "wait", order, token="t" * 20) == "waiting"
    assert invoke(stack, "record", order) == "over"
    sent = house().outreaches.get(PostOrder.model_validate(order).order.ref)
    assert sent and sent.letter
    assert (sent.letter.status, sent.letter.token) == (LetterStatus.SUBMITTED, "t" * 20)
    objects = boto3.client("s3", region_name=REGION).list_objects_v2(Bucket=LETTERS)["Contents"]
    assert sorted(each["Key"].rpartition(".")[2] for each in objects) == ["json", "pdf", "pdf"]


@pytest.mark.parametrize(
    ("state", "ended"), [("prepare", "lost"), ("submit", "lost"), ("wait", "over"), ("record", "over")]
)
def test_a_letter_that_is_gone_ends_quietly(stack: Deployed, state: str, ended: str) -> None:
    stack.owing("C-1")
    assert stack.invoke("post_letter", sample(f"post_letter/{state}")) == {"outcome": ended}

"""functions/execute_step, woken by its queue: the mail of a due step leaves once."""

from __future__ import annotations

from typing import Any

import boto3
from moto.ses.models import ses_backends

from relance.domain.outreach import EmailStatus
from relance.runtime.aws import house
from tests.unit.functions.deployed import ORG, REGION, Deployed, deployed, sample


def mails(stack: Deployed) -> list[Any]:
    """What reached the mail service."""
    return list(ses_backends["123456789012"][REGION].sent_messages)


def failed(answer: dict[str, Any]) -> list[int]:
    """Which messages of the sample come again, counted from 1."""
    return [int(failure["itemIdentifier"][-12:]) for failure in answer["batchItemFailures"]]


def outreaches() -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = boto3.client("dynamodb", region_name=REGION).scan(TableName="log")["Items"]
    return items


def test_the_mail_leaves_once_however_often_the_message_comes() -> None:
    with deployed() as stack:
        stack.owing("C-1")
        for _ in range(2):
            assert failed(stack.invoke("execute_step", sample("execute_step/due"))) == []
        (mail,) = mails(stack)
        assert "zoe@client.example" in str(mail.destinations)
        assert "Reply-To:" in str(mail.raw_data)
        assert len(outreaches()) == 1
        (enrolment,) = house().accounts.load(ORG, "C-1").enrolments.values()
        assert enrolment.cycle and enrolment.cycle.handled
        assert (enrolment.cycle.handled.step, enrolment.is_sending) == ("email+7", False)


def test_a_message_that_cannot_be_read_and_one_of_no_organization_stop_no_other() -> None:
    with deployed() as stack:
        stack.owing("C-1", "Société #2")
        assert failed(stack.invoke("execute_step", sample("execute_step/one_cannot_be_read"))) == [2, 3]
        assert len(mails(stack)) == 2


def test_who_has_paid_meanwhile_gets_nothing() -> None:
    with deployed() as stack:
        stack.owing()
        assert failed(stack.invoke("execute_step", sample("execute_step/due"))) == []
        assert mails(stack) == []
        assert EmailStatus.SENT not in [item.get("status") for item in outreaches()]

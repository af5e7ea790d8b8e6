"""The mail service has a bad day: never two mails, never a silent loss, and what is unknown is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from relance.domain.enrolment import Enrolment
from relance.domain.outreach import EmailStatus
from relance.domain.task import Task, TaskState
from tests.integration.company import Company

TAKEN = ("RESET", "TAKEN5XX")
CUSTOMERS = ("WELL", "BUSY", "REJECTED", "LOST5XX", *TAKEN)


@pytest.fixture(scope="module")
def company_on_a_bad_day(company: Callable[[str], Company]) -> Company:
    """After that day, and the half hour in which an event may still tell what became of a mail."""
    unlucky = company("unlucky")
    unlucky.imports("ledger.csv", unlucky.invoices(*CUSTOMERS))
    unlucky.confirm()
    unlucky.fault("BUSY", "throttle")
    unlucky.fault("REJECTED", "reject")
    unlucky.fault("LOST5XX", "server_error")
    unlucky.fault("TAKEN5XX", "server_error", accepted=True)
    unlucky.fault("RESET", "reset_after_accept")
    unlucky.run_a_day()
    unlucky.laptop.play(unlucky.laptop.clock.now() + timedelta(minutes=45))
    return unlucky


def enrolment(company: Company, customer: str) -> Enrolment:
    (found,) = company.account(customer).enrolments.values()
    return found


def handled(company: Company, customer: str) -> str | None:
    """The last step that is behind."""
    cycle = enrolment(company, customer).cycle
    return cycle.handled.step if cycle and cycle.handled else None


def open_tasks(company: Company, customer: str) -> list[Task]:
    return [task for task in company.account(customer).tasks.values() if task.state is TaskState.DUE]


def test_one_that_was_throttled_leaves_once_some_minutes_later(company_on_a_bad_day: Company) -> None:
    assert len(company_on_a_bad_day.mails_to("BUSY")) == 1
    assert handled(company_on_a_bad_day, "BUSY") == "J+1"
    assert open_tasks(company_on_a_bad_day, "BUSY") == []


def test_one_that_was_rejected_is_a_persons_and_the_plan_waits(company_on_a_bad_day: Company) -> None:
    (task,) = open_tasks(company_on_a_bad_day, "REJECTED")
    assert task.why == "rejected"
    assert "MessageRejected" in task.detail
    assert company_on_a_bad_day.mails_to("REJECTED") == ()
    assert handled(company_on_a_bad_day, "REJECTED") is None


@pytest.mark.parametrize("customer", TAKEN)
def test_one_without_an_answer_is_known_by_its_event(company_on_a_bad_day: Company, customer: str) -> None:
    (mail,) = company_on_a_bad_day.mails_to(customer)
    assert company_on_a_bad_day.outreach(mail).status is EmailStatus.DELIVERED
    assert handled(company_on_a_bad_day, customer) == "J+1"
    assert open_tasks(company_on_a_bad_day, customer) == []


def test_one_without_an_answer_or_an_event_is_asked_about_and_not_sent_again(
    company_on_a_bad_day: Company,
) -> None:
    (task,) = open_tasks(company_on_a_bad_day, "LOST5XX")
    assert task.why == "possibly_not_sent"
    assert company_on_a_bad_day.mails_to("LOST5XX") == ()


def test_the_next_day_each_has_what_is_left_to_have(company_on_a_bad_day: Company) -> None:
    left = {mail.recipients[0] for mail in company_on_a_bad_day.run_a_day()}
    go_on = {"WELL", "BUSY", "LOST5XX", *TAKEN}
    assert left == {company_on_a_bad_day.address(customer) for customer in go_on}
    times = {customer: len(company_on_a_bad_day.mails_to(customer)) for customer in CUSTOMERS}
    assert times == {"WELL": 2, "BUSY": 2, "REJECTED": 0, "LOST5XX": 1, "RESET": 2, "TAKEN5XX": 2}

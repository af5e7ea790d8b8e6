"""A registered letter of a plan, posted by the state machine on the laptop, until its receipt is there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from relance.domain.outreach import Outreach
from relance.domain.plan import DunningPlan, Message, PlanStep, StepKind
from relance.domain.postal_address import PostalAddress
from relance.domain.posted_letter import LetterEvent, LetterStatus
from relance.usecases.ports.posting import LetterOrder
from relance.usecases.sending.record_letter_event import RecordLetterEvent
from tests.integration.company import Company
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

LYON = PostalAddress("Société Générique", "", ("1 rue de la Paix",), "69002", "Lyon", "", "FR")
PARIS = PostalAddress("Company L", "", ("12 rue de Rivoli",), "75001", "Paris", "", "FR")


def test_a_registered_letter_is_posted_and_its_receipt_ends_the_execution(
    company: Callable[[str], Company],
) -> None:
    acme = company("posting")
    words = {"en": Message("Formal notice: #REF#", "Dear Sir or Madam,\n\nPlease pay #REF#.")}
    step = PlanStep("L+1", StepKind.REGISTERED_LETTER, 1, automatic=True, messages=words)
    office = acme.office
    office.run_organization.publish(acme.id, DunningPlan("plan", 2, "Plan", (step,)))
    office.organizations.save(replace(office.organizations.get(acme.id), postal_address=LYON))
    acme.imports("ledger.csv", acme.invoices("L"))
    office.change_account.run(
        office.tenant(acme.id),
        "L",
        lambda account: replace(account, customer=replace(account.customer, postal_address=PARIS)),
    )
    acme.confirm()
    acme.run_a_day()

    sent = until(acme, lambda letter: bool(letter.letter and letter.letter.token))
    assert sent.letter
    assert sent.letter.status is LetterStatus.SUBMITTED
    machines = acme.laptop.cloud.machines()
    bucket = acme.laptop.stack.letters_bucket
    s3 = acme.laptop.cloud.s3()
    cover = s3.get_object(Bucket=bucket, Key=f"{acme.id}/print-shop/{sent.ref.name}.json")["Body"].read()
    assert json.loads(cover)["service"] == "registered"
    pdf = s3.get_object(Bucket=bucket, Key=sent.letter.document)["Body"].read()
    assert pdf.startswith(b"%PDF-")

    event = LetterEvent(LetterStatus.RECEIPT, acme.laptop.clock.now(), tracking_number="RK 1")
    heard = RecordLetterEvent(
        office.tenants, office.outreaches, office.change_account, Resumes(machines), office.clock
    )
    told = heard.run(sent.ref, event)
    assert told.letter and told.letter.tracking_number == "RK 1"
    machine = acme.laptop.stack.letter_machine

    def ended() -> bool:
        runs = machines.list_executions(stateMachineArn=machine)["executions"]
        return bool(runs) and all(run["status"] == "SUCCEEDED" for run in runs)

    wait(ended)


@dataclass(frozen=True)
class Resumes:
    machines: SFNClient

    def start(self, order: LetterOrder, name: str) -> None:
        raise NotImplementedError

    def resume(self, token: str) -> None:
        self.machines.send_task_success(taskToken=token, output="{}")


def until(acme: Company, is_so: Callable[[Outreach], bool]) -> Outreach:
    found: list[Outreach] = []

    def there() -> bool:
        found[:] = [one for one in acme.office.outreaches.of_customer(acme.id, "L", 10) if is_so(one)]
        return bool(found)

    wait(there)
    return found[0]


def wait(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.2)

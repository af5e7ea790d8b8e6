"""An automatic letter of a plan: posted once, cancelled in time, mended by a person, followed to proof."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from relance.domain.bank_details import BankDetails
from relance.domain.outreach import EmailStatus, Outreach
from relance.domain.plan import Message, PlanStep, StepKind
from relance.domain.postal_address import PostalAddress
from relance.domain.posted_letter import LetterEvent, LetterStatus
from relance.domain.task import Task, TaskKind
from tests.scenario.days import ORG
from tests.scenario.story import Story

LYON = PostalAddress("Acme", "", ("1 rue de la Paix",), "69002", "Lyon", "", "FR")
PARIS = PostalAddress("Client SARL", "", ("12 rue de Rivoli",), "75001", "Paris", "", "FR")


def registered(when: str) -> PlanStep:
    words = {"fr": Message("Mise en demeure : #REF#", "Madame, Monsieur,\n\nMerci de régler #REF#.")}
    return PlanStep(when, StepKind.REGISTERED_LETTER, int(when[1:]), automatic=True, messages=words)


def owing(address: PostalAddress | None = PARIS, sender: PostalAddress | None = LYON) -> Story:
    bank = BankDetails("FR1420041010050500013M02606", "Acme")
    acme = Story("2026-11-08", postal_address=sender, bank_details=bank)
    acme.plan(registered("J+7"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    lives_at(acme, address)
    return acme.on("2026-11-09")


def lives_at(acme: Story, address: PostalAddress | None) -> None:
    acme.house.change_account.run(
        acme.tenant,
        "C1",
        lambda account: replace(account, customer=replace(account.customer, postal_address=address)),
    )
    acme.unforeseen()


def letters(acme: Story) -> list[Outreach]:
    return [sent for sent in acme.house.outreaches.of_customer(ORG, "C1", 50) if sent.letter]


def claims(acme: Story) -> list[Task]:
    tasks = acme.house.accounts.load(ORG, "C1").tasks.values()
    return [task for task in tasks if task.kind is TaskKind.CLAIM and task.state == "due"]


def hears(acme: Story, status: LetterStatus) -> Outreach:
    acme.unforeseen()
    (sent,) = letters(acme)
    return acme.house.record_letter_event.run(sent.ref, LetterEvent(status, acme.clock.now()))


def test_it_leaves_in_the_window_of_its_day_and_counts_as_a_contact() -> None:
    acme = owing().on("2026-11-10")
    (sent,) = letters(acme)
    assert sent.letter
    assert (sent.status, sent.letter.status) == (EmailStatus.SENT, LetterStatus.SUBMITTED)
    assert sent.recipients == {"Client SARL, 12 rue de Rivoli, 75001 Paris, FR": EmailStatus.SENT}
    assert sent.subject == "Mise en demeure : F-1"
    assert acme.house.accounts.load(ORG, "C1").last_contact_on.isoformat() == "2026-11-09"  # type: ignore[union-attr]
    shop = {key: file for key, file in acme.house.letter_files.files.items() if "print-shop" in key}
    pdf, cover = shop[f"{ORG}/print-shop/{sent.ref.name}.pdf"], shop[f"{ORG}/print-shop/{sent.ref.name}.json"]
    assert pdf.startswith(b"%PDF-")
    assert json.loads(cover)["address"]["city"] == "Paris"
    assert len(shop) == 2


@pytest.mark.parametrize("address", [None, replace(PARIS, returned_on=date(2026, 11, 1))])
def test_without_an_address_a_person_is_told_so(address: PostalAddress | None) -> None:
    acme = owing(address).on("2026-11-10")
    assert letters(acme) == []
    (task,) = acme.todos
    assert (task.kind, task.why) == (TaskKind.LETTER, "no_postal_address")


def test_a_letter_that_cannot_be_posted_is_a_persons_to_mend() -> None:
    acme = owing(sender=None).on("2026-11-10")
    (task,) = acme.todos
    assert (task.kind, task.why, task.detail) == (
        TaskKind.REVIEW_SEND,
        "cannot_post",
        "letter_without_sender",
    )


def test_delivered_with_its_receipt_asks_nobody() -> None:
    acme = owing().on("2026-11-10")
    hears(acme, LetterStatus.DELIVERED)
    hears(acme, LetterStatus.RECEIPT)
    told = hears(acme, LetterStatus.IN_TRANSIT)  # late, and out of order
    assert told.letter and told.letter.status is LetterStatus.RECEIPT
    assert acme.house.letter_executions.resumed
    assert claims(acme.on("2026-12-15")) == []


def test_no_proof_within_twenty_days_is_claimed() -> None:
    acme = owing().on("2026-11-12")
    hears(acme, LetterStatus.DELIVERED)
    assert claims(acme.on("2026-12-02")) == []
    (claim,) = claims(acme.on("2026-12-03"))
    assert claim.why == "no_proof"
    assert "2026-11-09" in claim.detail


def test_one_that_comes_back_marks_the_address_and_is_claimed_once() -> None:
    acme = owing().on("2026-11-20")
    for _ in range(2):
        hears(acme, LetterStatus.RETURNED)
    (claim,) = claims(acme)
    assert claim.why == "undeliverable"
    address = acme.house.accounts.load(ORG, "C1").customer.postal_address
    assert address and address.is_bad


def test_an_event_before_the_execution_waits_is_not_lost() -> None:
    acme = owing()
    executions = acme.house.letter_executions
    machine = acme.house.post_letter
    wait = type(machine).wait
    heard: list[str] = []

    def first_the_event(self: object, order: object, token: str) -> object:
        hears(acme, LetterStatus.RECEIPT)
        heard.append(token)
        return wait(machine, order, token)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(machine), "wait", first_the_event)
        acme.on("2026-11-10")
    assert executions.resumed == heard != []


def test_a_payment_before_the_hand_over_cancels_it() -> None:
    acme = owing()
    machine = acme.house.post_letter
    prepare = type(machine).prepare

    def paid_meanwhile(self: object, order: object) -> object:
        ended = prepare(machine, order)  # type: ignore[arg-type]
        acme.unforeseen()
        acme.paid("F-1")
        return ended

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(machine), "prepare", paid_meanwhile)
        acme.on("2026-11-10")
    (sent,) = letters(acme)
    assert sent.letter and sent.letter.status is LetterStatus.CANCELLED
    assert not [key for key in acme.house.letter_files.files if "print-shop" in key]


def test_a_lost_execution_is_started_again_and_posts_once() -> None:
    acme = owing()
    start = type(acme.house.letter_executions).start
    lost: list[str] = []

    def lose_the_first(self: object, order: object, name: str) -> None:
        if lost:
            start(acme.house.letter_executions, order, name)  # type: ignore[arg-type]
        lost.append(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(acme.house.letter_executions), "start", lose_the_first)
        acme.at("08:55")
        assert (len(lost), letters(acme)) == (1, [])
        acme.unforeseen()
        # The lease ends when the window has closed: the letter leaves on the next morning.
        acme.on("2026-11-11")
    (sent,) = letters(acme)
    assert sent.status is EmailStatus.SENT
    assert len(lost) == 3 == len(set(lost))

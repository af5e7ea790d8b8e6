"""Plans published and changed while customers are on them; two levels; several currencies."""

from __future__ import annotations

from relance.domain.plan import Level, Logic
from tests.scenario.steps import call, email
from tests.scenario.story import Story


def test_a_plan_published_while_enrolled_goes_on_at_its_place(acme: Story) -> None:
    acme.plan(email("J+7"), email("J+15"), email("J+30"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-10")

    acme.plan(email("J+7"), email("J+15"), email("J+17"), email("J+30"))
    assert acme.simulated("2026-11-19") == [("mailed", "J+17")]
    acme.on("2026-11-20")
    assert acme.mailbox.subjects == [f"F-1 : rappel {step}" for step in ("J+7", "J+15", "J+17")]


def test_a_plan_published_without_the_step_it_waits_for_goes_on_with_the_next(acme: Story) -> None:
    acme.plan(email("J+7"), email("J+15"), email("J+30"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-10")

    acme.plan(email("J+7"), email("J+30"))
    acme.on("2026-12-10")
    assert acme.mailbox.subjects == ["F-1 : rappel J+7", "F-1 : rappel J+30"]


def test_a_plan_published_between_claim_and_send_counts_from_then_on(acme: Story) -> None:
    acme.plan(email("J+7"), email("J+30"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")

    acme.on("2026-11-09").before_sending(lambda: acme.plan(email("J+9"), email("J+30")))
    acme.at("23:00")
    acme.house.run_organization.decide_all("acme")
    acme.on("2026-11-12")
    assert acme.mailbox.subjects == ["F-1 : rappel J+7", "F-1 : rappel J+9"]


def test_a_customer_with_a_very_late_invoice_moved_to_a_plan_starts_at_its_first_action(acme: Story) -> None:
    acme.plan(email("J+7"))
    acme.plan(email("J+3"), email("J+20"), id="other")
    acme.invoice("F-1", due="2026-06-01", amount="10.00 EUR")
    acme.on("2026-10-08")
    assert acme.mailbox.subjects == ["F-1 : rappel J+7"]

    acme.follows("other")
    acme.on("2026-10-13")
    # What became automatic for it today leaves on the next sending day, never the same day.
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+3", "F-1 : rappel J+20"]


def test_under_contextual_logic_the_latest_step_is_sent(acme: Story) -> None:
    acme.plan(email("J+3"), email("J+20"), email("J+200"), logic=Logic.CONTEXTUAL)
    acme.invoice("F-1", due="2026-06-01", amount="10.00 EUR")
    acme.on("2026-10-20")

    assert acme.mailbox.subjects == ["F-1 : rappel J+20"]


def test_under_contextual_logic_a_call_left_undone_gives_way_to_the_next_mail(acme: Story) -> None:
    acme.plan(call("J+3"), email("J+10"), logic=Logic.CONTEXTUAL)
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-06")
    assert [task.kind for task in acme.todos_while_plans_run] == ["call"]

    acme.on("2026-11-12").morning()
    assert acme.mailbox.subjects == ["F-1 : rappel J+10"]
    assert acme.todos_while_plans_run == []


def test_invoice_by_invoice_each_goes_its_own_way(acme: Story) -> None:
    acme.plan(email("J+7"), email("J+14"), level=Level.INVOICE)
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.invoice("F-2", due="2026-11-09", amount="20.00 EUR")

    acme.on("2026-11-17")
    assert sorted(acme.mailbox.subjects) == ["F-1 : rappel J+14", "F-1 : rappel J+7", "F-2 : rappel J+7"]
    acme.paid("F-2")
    acme.on("2026-12-01")
    assert acme.mailbox.count == 3


def test_invoice_by_invoice_the_contact_delay_is_still_the_customers(acme: Story) -> None:
    acme.plan(email("J+7"), min_contact_delay=5, level=Level.INVOICE)
    for number in ("F-1", "F-2", "F-3"):
        acme.invoice(number, due="2026-11-02", amount="10.00 EUR")
    acme.invoice("G-1", due="2026-11-02", amount="10.00 EUR", customer="C2")

    acme.on("2026-11-30")
    days: dict[str, list[str]] = {}
    for mail in acme.mailbox.mails:
        days.setdefault(mail.ref.customer, []).append(f"{mail.at:%m-%d}")
    assert days == {"C1": ["11-09", "11-16", "11-23"], "C2": ["11-09"]}


def test_moved_from_one_level_to_the_other_the_last_contact_still_counts(acme: Story) -> None:
    acme.plan(email("J+7"), min_contact_delay=10)
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-10")

    acme.plan(email("J+7"), min_contact_delay=10, level=Level.INVOICE, id="each")
    acme.follows("each")
    acme.on("2026-11-19")
    assert acme.mailbox.count == 1
    acme.morning()
    assert acme.mailbox.count == 2


def test_several_currencies_are_listed_apart_and_never_netted(acme: Story) -> None:
    acme.plan(email("J+7"), email("J+15"))
    acme.invoice("F-1", due="2026-11-02", amount="1200.00 EUR")
    acme.invoice("F-2", due="2026-11-03", amount="80.00 USD")
    acme.invoice("F-3", due="2026-11-04", amount="9000 JPY")

    acme.on("2026-11-12")
    assert acme.mailbox.subjects == ["F-1, F-2, F-3 : rappel J+7"]
    # Euros enough for everything pay no dollars.
    acme.paid("F-1", "5000.00 EUR")
    acme.on("2026-11-19")
    assert acme.mailbox.subjects[1:] == ["F-2, F-3 : rappel J+7", "F-2, F-3 : rappel J+15"]

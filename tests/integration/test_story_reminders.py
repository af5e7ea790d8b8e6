"""A ledger is dropped, a person confirms, reminders leave; a payment and a restart come between."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from relance.domain.decision import Execute
from relance.domain.outreach import EmailStatus
from tests.integration.company import Company, opened


@pytest.fixture
def acme(company: Callable[[str], Company]) -> Company:
    return company("acme")


def test_from_a_dropped_ledger_to_reminders_that_stop_when_paid(acme: Company) -> None:
    nothing_leaves_before_a_person_confirms(acme)
    what_was_simulated_leaves_and_nothing_else(acme)
    a_mail_is_what_a_mail_should_be(acme)
    its_delivery_is_in_the_history(acme)
    after_a_payment_and_a_restart_the_others_go_on_where_they_were(acme)


def nothing_leaves_before_a_person_confirms(acme: Company) -> None:
    answer = acme.imports("ledger.csv", acme.invoices("A", "B", "C"))
    assert answer.report.outcome == "processed"
    assert acme.customers() == {"A", "B", "C"}
    assert acme.run_a_day() == ()


def what_was_simulated_leaves_and_nothing_else(acme: Company) -> None:
    day = acme.next_sending_day
    foreseen = {
        forecast.customer
        for forecast in acme.office.simulate_on(acme.id, day, day)
        if isinstance(forecast.decision, Execute)
    }
    acme.confirm()
    left = acme.run_a_day()
    assert foreseen == {"A", "B", "C"}
    assert sorted(mail.recipients[0] for mail in left) == sorted(map(acme.address, foreseen))


def a_mail_is_what_a_mail_should_be(acme: Company) -> None:
    (mail,) = acme.mails_to("A")
    message = opened(mail)
    sender, reply_to = message["From"].addresses[0], message["Reply-To"].addresses[0]
    assert sender.display_name == "Zoé Martin (Société Générique)"
    assert sender.addr_spec == "reminders@relance.test"
    assert reply_to.domain == "reply.relance.test"
    assert len(reply_to.username) > 20
    assert message["To"].addresses[0].addr_spec == acme.address("A")
    assert "A-1" in message["Subject"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        text = body.get_content()
        assert "A-1" in text
        assert "120.00" in text
        assert "Zoé Martin" in text
    (other,) = acme.mails_to("B")
    assert opened(other)["Reply-To"] != message["Reply-To"]


def its_delivery_is_in_the_history(acme: Company) -> None:
    (mail,) = acme.mails_to("A")
    outreach = acme.outreach(mail)
    assert outreach.status is EmailStatus.DELIVERED
    assert outreach.recipients == {acme.address("A"): EmailStatus.DELIVERED}
    assert (outreach.step, outreach.invoices, outreach.message_id) == ("J+1", ("A-1",), mail.id)


def after_a_payment_and_a_restart_the_others_go_on_where_they_were(acme: Company) -> None:
    paid = f"payment_date,invoice_number,amount\n{acme.today},A-1,120.00\n"
    assert acme.imports("payments.csv", paid).report.outcome == "processed"
    acme.laptop.stop()
    acme.laptop.up()
    assert {mail.recipients[0] for mail in acme.run_a_day()} == {acme.address("B"), acme.address("C")}
    assert len(acme.mails_to("A")) == 1
    assert [acme.outreach(mail).step for mail in acme.mails_to("B")] == ["J+1", "J+2"]

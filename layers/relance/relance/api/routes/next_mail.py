"""The next mail of a plan, sent by hand; the last one that was sent."""

from __future__ import annotations

from relance.access.mailing import sent_or_problem
from relance.api.mailing import calling_member
from relance.api.routing import Router
from relance.contracts.api.base import PathId
from relance.contracts.api.messages import Preview
from relance.contracts.api.next_mail import NextMail, SendNow
from relance.contracts.api.timeline import SentEmail, SentEmailText
from relance.usecases.sending.send_next import EnrolmentRef

router = Router("Enrolments")


@router.on("GET", "/customers/<customer>/enrolments/<enrolment>/next-mail")
def get_next_mail(customer: PathId, enrolment: PathId) -> NextMail:
    """The mail that a customer's plan, or an invoice's, would send next, as it reads now.

    Refused when there is none to send: a hold, a dispute, a to-do that comes first.
    """
    call, house = router.call, router.call.house
    mail = house.send_next.look(call.tenant, EnrolmentRef(customer, enrolment), calling_member(call))
    return NextMail.of(mail, Preview.of(house.messages.real(mail.message, mail.reminder, mail.language)))


@router.on("POST", "/customers/<customer>/enrolments/<enrolment>/send-next")
def send_next_mail(customer: PathId, enrolment: PathId, body: SendNow) -> SentEmail:
    """Send the next mail of a plan now, before its turn: at most once, and the plan goes on after it.

    `step` is the one that `next-mail` shows: when the plan is at another by now, nothing is sent. Soon after
    another contact it is only sent with `sooner`. A `status` of `unknown` says that the mail service gave no
    answer; a to-do asks what became of it.
    """
    call, send_next = router.call, router.call.house.send_next
    ref, attempt = EnrolmentRef(customer, enrolment), call.new_id("attempt")
    member = calling_member(call)
    by = call.caller.id
    sent = send_next.send(call.tenant, ref, body.step, member, by, attempt, sooner=body.sooner)
    sent_or_problem(sent.result)
    return SentEmail.of(sent.outreach, call.organization.members)


@router.on("GET", "/invoices/<invoice>/last-reminder")
def get_last_reminder(invoice: PathId) -> SentEmailText:
    """The last reminder that spoke of an invoice, with its text; not found when there was none."""
    call = router.call
    found = call.house.explain_customer.last_reminder(call.org, invoice)
    return call.tagged(SentEmailText.of(found, call.organization.members))

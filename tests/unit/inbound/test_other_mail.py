"""Complaints, receipts, newsletters, spam, viruses and Gmail's forwarding request are told apart."""

from __future__ import annotations

import pytest

from relance.domain.inbox import Check, Scan
from relance.inbound import classify, parse
from relance.inbound.verdict import (
    AutoReply,
    Bulk,
    BulkKind,
    Complaint,
    ComplaintKind,
    ForwardingConfirmation,
    HumanReply,
    ReadReceipt,
    ReceiptKind,
    Virus,
)
from tests.unit.inbound.letters import mail, report

GOOGLE = "Gmail Team <forwarding-noreply@google.com>"
CONFIRMATION = mail(
    "(#123456789) Confirmation de transfert Gmail - Recevoir des e-mails de ana@gmail.com",
    "Code de confirmation : 123456789\nhttps://mail-settings.google.com/mail/vf-%5BANGjdJ8%5D-abc\n",
    GOOGLE,
    Auto_Submitted="auto-generated",
)
PROVEN = Scan(dkim=Check.PASS)


def test_gmails_request_gives_its_code_and_link() -> None:
    verdict = classify(CONFIRMATION, PROVEN)
    assert isinstance(verdict, ForwardingConfirmation)
    assert (verdict.code, verdict.mailbox) == ("123456789", "ana@gmail.com")
    assert verdict.link == "https://mail-settings.google.com/mail/vf-%5BANGjdJ8%5D-abc"


def test_a_link_that_leads_elsewhere_is_not_shown() -> None:
    verdict = classify(mail("(#123456789)", "https://mail.google.com.evil.example/mail/vf-1", GOOGLE), PROVEN)
    assert isinstance(verdict, ForwardingConfirmation)
    assert verdict.link == ""


@pytest.mark.parametrize(
    "verdicts",
    [Scan(), Scan(dkim=Check.FAIL), Scan(dkim=Check.PASS, dmarc=Check.FAIL)],
)
def test_a_request_google_has_not_signed_is_spam(verdicts: Scan) -> None:
    verdict = classify(CONFIRMATION, verdicts)
    assert isinstance(verdict, Bulk)
    assert verdict.kind is BulkKind.SPAM


def test_a_virus_is_nothing_else() -> None:
    assert classify(CONFIRMATION, Scan(virus=Check.FAIL, dkim=Check.PASS)) == Virus(("ses:virus",))


@pytest.mark.parametrize("kind", ["abuse", "fraud", "auth-failure"])
def test_a_feedback_report_is_a_complaint(kind: str) -> None:
    machine_part = f"Feedback-Type: {kind}\nOriginal-Rcpt-To: <Bob@example.org>"
    verdict = classify(report("feedback-report", machine_part, sender="fbl@example.org"))
    assert isinstance(verdict, Complaint)
    assert (verdict.kind, verdict.recipients) == (ComplaintKind(kind), ("bob@example.org",))


def test_an_unknown_kind_of_feedback_is_a_complaint_too() -> None:
    verdict = classify(report("feedback-report", "Feedback-Type: brand-new", sender="fbl@example.org"))
    assert isinstance(verdict, Complaint)
    assert verdict.kind is ComplaintKind.OTHER


def test_not_spam_after_all_is_no_complaint() -> None:
    verdict = classify(report("feedback-report", "Feedback-Type: not-spam", sender="fbl@example.org"))
    assert isinstance(verdict, AutoReply)


def test_hotmails_complaint_has_no_feedback_part() -> None:
    raw = b"""From: staff@hotmail.com
Subject: complaint about message from 192.0.2.1
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: message/rfc822

X-HmXmrOriginalRecipient: bob@hotmail.com
Subject: Invoice

Please pay.
--b--
"""
    verdict = classify(parse(raw))
    assert isinstance(verdict, Complaint)
    assert verdict.recipients == ("bob@hotmail.com",)


def test_the_unsubscribe_button_is_an_opt_out() -> None:
    verdict = classify(mail("unsubscribe", "", X_Apple_Unsubscribe="true", Auto_Submitted="auto-replied"))
    assert isinstance(verdict, Complaint)
    assert verdict.kind is ComplaintKind.OPT_OUT
    assert isinstance(classify(mail("Unsubscribe", "")), Complaint)


def test_a_person_who_asks_to_be_left_alone_is_read_by_a_person() -> None:
    assert isinstance(
        classify(mail("Unsubscribe", "Stop writing, invoice F-1 was paid in May. Bob")), HumanReply
    )


def test_a_read_receipt_is_recognised_by_its_part_or_its_words() -> None:
    by_part = classify(
        report("disposition-notification", "Disposition: manual-action; displayed", sender="a@b.org")
    )
    by_words = classify(mail("Lu : Facture F-1", "Votre message a été lu le lundi 4 mai 2026"))
    assert isinstance(by_part, ReadReceipt)
    assert isinstance(by_words, ReadReceipt)
    assert by_part.kind is by_words.kind is ReceiptKind.READ


def test_a_newsletter_has_two_signs_of_a_sending_system() -> None:
    fields = {"List_Unsubscribe": "<mailto:x@example.org>", "Feedback_ID": "1:campaign"}
    verdict = classify(mail("Our spring offer", "Buy", **fields))
    assert isinstance(verdict, Bulk)
    assert verdict.kind is BulkKind.NEWSLETTER
    assert isinstance(classify(mail("Invoice", "Paid", In_Reply_To="<a@b>", **fields)), HumanReply)


def test_a_person_behind_a_shared_mailbox_is_a_person() -> None:
    fields = {
        "List_Unsubscribe": "<mailto:x@example.org>",
        "List_Id": "<ap.example.org>",
        "Precedence": "list",
    }
    assert isinstance(classify(mail("Invoice F-1", "We paid.", **fields)), HumanReply)


def test_the_receipts_word_on_spam_is_taken() -> None:
    verdict = classify(mail("Hello", "Buy"), Scan(spam=Check.FAIL))
    assert verdict == Bulk(BulkKind.SPAM, ("ses:spam",))


def test_what_no_rule_claims_is_a_persons() -> None:
    assert classify(mail("Re: Invoice", "Paid.", In_Reply_To="<a@b>")) == HumanReply(("header:in-reply-to",))

"""Bounces of many systems and languages: is the address dead, and which one; what looks alike and is none."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from relance.inbound import Mail, classify, parse
from relance.inbound.verdict import Bounce, Bulk, Complaint, HumanReply, Permanence, ReadReceipt
from tests.unit.inbound.letters import mail

HARD, SOFT, DELAYED = Permanence.HARD, Permanence.SOFT, Permanence.DELAYED
DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.client.example>"
BOB = "bob@client.example"

DIAGNOSES = (
    (
        HARD,
        "550 5.1.1 <bob@client.example>: Recipient address rejected: User unknown in local recipient table",
    ),
    (
        HARD,
        "550 5.1.1 The email account that you tried to reach does not exist. https://support.example/policy",
    ),
    (
        HARD,
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bob@client.example not found by SMTP lookup",
    ),
    (
        HARD,
        "550 5.4.1 Recipient address rejected: Access denied. [FT014.eop-EUR02.prod.protection.example]",
    ),
    (HARD, "550 5.4.1 [bob@client.example]: Recipient address rejected: Access\n   denied"),
    (HARD, "550 Requested action not taken: mailbox unavailable\nNo such user here"),
    (HARD, "550 5.2.1 No such recipient here"),
    (HARD, "511 5.1.1 unknown address or alias: bob@client.example"),
    (HARD, "554 5.7.1 <bob@client.example>: Recipient address rejected: user does not exist"),
    (HARD, "550-5.1.1 bob@client.example: unknown user"),
    (HARD, "553 sorry, no mailbox here by that name (#5.7.1)"),
    (HARD, "550 Unrouteable address"),
    (HARD, "550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416"),
    (HARD, "550 User not found: bob@client.example"),
    (HARD, "5.1.0 - Unknown address error 550-'Invalid Recipient'"),
    (
        HARD,
        "Host or domain name not found. Name service error for name=client.example type=AAAA: Host not found",
    ),
    (HARD, "Domain client.example does not exist"),
    (HARD, "DNS Error: Domain name not found"),
    (HARD, "556 5.1.10 Recipient address has null MX"),
    (HARD, "554 5.4.4 unable to route: no mail hosts for domain"),
    (HARD, "550 5.1.1 recipient no longer on server: bob@client.example"),
    (HARD, "This account has been closed; bob left the company."),
    (HARD, "L'adresse bob@client.example est introuvable."),
    (HARD, "Utilisateur inconnu"),
    (HARD, "Der Empfänger bob@client.example existiert nicht."),
    (HARD, "El usuario no existe en este servidor"),
    (HARD, "Destinatario sconosciuto"),
    (HARD, "De gebruiker bestaat niet"),
    (HARD, "Usuário inexistente"),
    (HARD, "Użytkownik nie istnieje"),
    (HARD, "Mottagaren finns inte"),
    (HARD, "Пользователь не найден"),
    (HARD, "メールアドレスが存在しません"),
    (HARD, "收件人不存在"),
    (HARD, "Bu adres bulunamadı"),
    (SOFT, "452 4.2.2 The email account that you tried to reach is over quota"),
    (SOFT, "552 5.2.2 Mailbox full"),
    (SOFT, "550 5.7.1 Service unavailable; client host [192.0.2.1] blocked using Spamhaus"),
    (SOFT, "550 5.7.26 This mail is unauthenticated, which poses a security risk. SPF and DKIM did not pass"),
    (SOFT, "550 5.7.1 Unable to relay for bob@client.example"),
    (SOFT, "554 5.7.1 Message rejected as spam by content filter"),
    (SOFT, "421 4.7.0 Try again later, closing connection"),
    (SOFT, "451 4.7.1 Greylisting in action, please come back later"),
    (SOFT, "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required"),
    (SOFT, "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized"),
    (SOFT, "Connection timed out with mx.client.example"),
    (SOFT, "connect to mx.client.example[192.0.2.9]:25: Connection refused"),
    (
        SOFT,
        "Name service error for name=client.example type=MX: Host not found, try again",
    ),
    (SOFT, "552 5.3.4 Message size exceeds fixed limit"),
    (SOFT, "554 5.4.14 Hop count exceeded - possible mail loop"),
    (SOFT, "550 5.1.8 Sender address rejected: Domain not found"),
    (SOFT, "501 5.1.7 Invalid sender address"),
    (SOFT, "550 5.2.1 The email account is disabled: account has been suspended"),
    (SOFT, "La boîte aux lettres de bob@client.example est pleine : boîte pleine"),
    (SOFT, "Das Postfach des Empfängers ist zurzeit gesperrt"),
    (SOFT, "El buzón está lleno"),
    (SOFT, "Почтовый ящик переполнен"),
)


def report(diagnosis: str, copy: str = "", status: str = "5.0.0") -> Mail:
    """RFC 3464, as Postfix writes it, with a copy of our mail behind."""
    folded = diagnosis.replace("\n", "\r\n  ")
    return parse(
        f"""From: {DAEMON}
Return-Path: <>
To: r-token@reply.example.net
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=cut

--cut
Content-Type: text/plain; charset=utf-8

This is the mail system at host mx.client.example.

--cut
Content-Type: message/delivery-status; charset=utf-8

Reporting-MTA: dns; mx.client.example

Final-Recipient: rfc822; {BOB}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {folded}

--cut
Content-Type: message/rfc822

{copy or "From: books@acme.example"}
Subject: Invoice F-1

Pay.
--cut--
""".encode()
    )


def told(diagnosis: str, copy: str = "", subject: str = "Undelivered Mail Returned to Sender") -> Mail:
    """As a text for people alone, as qmail and Exim write it, with a copy of our mail below."""
    body = (
        "This message was created automatically by mail delivery software.\n\n"
        "A message that you sent could not be delivered to one or more of its\nrecipients. "
        f"The following address(es) failed:\n\n  {BOB}\n    {diagnosis}\n\n"
        f"------ This is a copy of the message, including all the headers. ------\n\n{copy}"
    )
    return mail(subject, body, sender=DAEMON, Return_Path="<>")


OUR_COPY = """Return-Path: <books@acme.example>
Received: from acme.example by mx.example with ESMTPS (policy: spam score -1, quota ok)
DKIM-Signature: v=1; a=rsa-sha256; d=acme.example; s=dkim; h=from:to; b=Zm9v
Authentication-Results: mx.example; spf=pass; dkim=pass; dmarc=pass
From: Acme <books@acme.example>
To: bob@client.example, good@client.example
Subject: Invoice F-1: user unknown? mailbox full?

Your order does not exist any more, please try again: no such user, blocked, over quota.
"""


@pytest.mark.parametrize(("permanence", "diagnosis"), DIAGNOSES)
@pytest.mark.parametrize("form", [report, told])
@pytest.mark.parametrize("copy", ["", OUR_COPY])
def test_dead_addresses_and_passing_failures_are_told_apart(
    permanence: Permanence, diagnosis: str, form: object, copy: str
) -> None:
    assert callable(form)
    verdict = classify(form(diagnosis, copy))
    assert isinstance(verdict, Bounce)
    assert verdict.permanence is permanence
    assert [recipient.email for recipient in verdict.recipients] == [BOB]


@pytest.mark.parametrize(
    "body",
    [
        "<bob@client.example>: host mx.client.example said: 550 no such user",
        "Your message to bob@client.example could not be delivered: no such user.",
        "Delivery to the following recipient failed permanently:\n\n     bob@client.example\n\nNo such user",
        "Recipient address: bob@client.example\nReason: unknown user",
        "Report on a message with these fields:\n\n  Date: Mon, 4 May 2026\n  From: books@acme.example\n"
        "  To: good@client.example\n\n\nFailed:\n\n  Recipient: bob@client.example\n  Unknown user",
        "Invalid final delivery userid: bob@client.example",
        "550 5.1.1 bob@client.example... User unknown",
        "The following message to <bob@client.example> was undeliverable.\nThe reason: no such user",
        "RCPT TO:<bob@client.example>\n550 no such user",
        "Failed recipient: bob@client.example\nunknown user\n\nAsk postmaster@client.example.",
        "    ----- The following addresses had permanent fatal errors -----\n<bob@client.example>\n"
        "    (reason: 550 unknown user)",
        "bob@client.example\n    SMTP error from remote mail server after RCPT TO:<bob@client.example>:\n"
        "    550 unknown user",
    ],
)
@pytest.mark.parametrize("copy", ["", f"\n\n--- Below this line is a copy of the message.\n\n{OUR_COPY}"])
def test_whom_a_bounce_names(body: str, copy: str) -> None:
    verdict = classify(mail("Undelivered mail", body + copy, sender=DAEMON, Return_Path="<>"))
    assert isinstance(verdict, Bounce)
    assert [recipient.email for recipient in verdict.recipients] == [BOB]
    assert verdict.permanence is HARD


def test_each_recipient_has_its_own_reason() -> None:
    body = (
        "The following addresses failed:\n\n<bob@client.example>:\n550 no such user\n\n"
        "<zoe@client.example>:\n552 mailbox is full\n"
    )
    verdict = classify(mail("Undelivered mail", body, sender=DAEMON, Return_Path="<>"))
    assert isinstance(verdict, Bounce)
    assert {one.email: one.permanence for one in verdict.recipients} == {
        "bob@client.example": HARD,
        "zoe@client.example": SOFT,
    }


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Unzustellbar: Rechnung F-1", "Ihre Nachricht konnte nicht zugestellt werden: bob@client.example"),
        ("Non remis : Facture F-1", "Votre message n'a pas pu être remis à bob@client.example."),
        ("No se puede entregar: Factura F-1", "El mensaje a bob@client.example no se pudo entregar."),
        ("Non recapitabile: Fattura F-1", "Impossibile recapitare il messaggio a bob@client.example."),
        ("Onbestelbaar: Factuur F-1", "Uw bericht aan bob@client.example kan niet worden bezorgd."),
        ("Não é possível entregar: F-1", "Sua mensagem para bob@client.example não foi entregue."),
        ("Niedostarczalne: Faktura F-1", "Nie można dostarczyć wiadomości do bob@client.example."),
        ("Kan inte levereras: F-1", "Meddelandet till bob@client.example kunde inte levereras."),
        ("Nedoručitelné: F-1", "Zprávu pro bob@client.example nelze doručit."),
        ("Не удается доставить: F-1", "Не удалось доставить сообщение bob@client.example."),
        ("配信不能: F-1", "bob@client.example への配信に失敗しました。"),
        ("系统退信", "您的邮件无法投递到 bob@client.example"),
        ("Undeliverable: Invoice F-1", "Your message to bob@client.example couldn't be delivered."),
        ("Mail delivery failed: returning message to sender", "could not be delivered: bob@client.example"),
        ("Delivery Status Notification (Failure)", "Your message wasn't delivered to bob@client.example"),
    ],
)
@pytest.mark.parametrize(
    "sender", ["postmaster@client.example", "Microsoft Outlook <no-reply@client.example>"]
)
def test_bounces_of_many_languages(subject: str, body: str, sender: str) -> None:
    verdict = classify(mail(subject, body, sender=sender, Return_Path="<>"))
    assert isinstance(verdict, Bounce)
    assert [recipient.email for recipient in verdict.recipients] == [BOB]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Delivery incomplete",
            "Three pallets were not delivered, so we do not pay F-1.\nReason: only 450 units.",
        ),
        (
            "Goods not delivered",
            "The goods were not delivered. Error 404 in your shop? Order 5501 is missing.",
        ),
        ("Delivery problem - order 550", "550 bottles could not be delivered to our warehouse in Lyon."),
        ("Livraison incomplète", "La marchandise n'a pas été livrée, commande 4500, palettes manquantes."),
        ("Échec de livraison", "Votre livreur n'a pas pu être livré au quai 5, nous refusons F-1. Code 501."),
        ("Lieferung nicht zugestellt", "Das Paket wurde nicht zugestellt, Sendung 550 fehlt."),
        ("Delivery failed", "Your driver could not deliver on 4 May, status: 450 boxes missing. Bob"),
        ("Returned goods", "The goods were returned to you, RMA 551. Please credit F-1."),
        (
            "Mail delivery of your invoice",
            "Please send it by post: it was not delivered by e-mail last month.",
        ),
        (
            "Re: Undelivered parcels",
            "We never got them. Write to bob@client.example, he could not be reached.",
        ),
        ("Warning: message about F-1", "We do not accept it, reason 550 units were never ordered."),
        ("Delivery report", "Enclosed the delivery report of 450 units; 20 were not accepted."),
        ("User unknown in your portal", "Our login does not exist any more, please create one. Bob"),
        ("Undelivered order F-1", "It was not delivered. Our warehouse: depot@client.example, call them."),
    ],
)
def test_goods_that_were_not_delivered_are_a_persons_matter(subject: str, body: str) -> None:
    assert isinstance(classify(mail(subject, body, sender="Bob <bob@client.example>")), HumanReply)


def test_a_delayed_mail_is_not_dead() -> None:
    body = (
        "This is a warning message only. You do not need to resend your message.\n\n"
        "Your message to bob@client.example has not yet been delivered. Delivery attempts will continue."
    )
    verdict = classify(mail("Delayed Mail (still being retried)", body, sender=DAEMON, Return_Path="<>"))
    assert isinstance(verdict, Bounce)
    assert verdict.permanence is DELAYED


def notified(told_of: Mapping[str, object], *, wrapped: bool) -> Mail:
    said = json.dumps(told_of)
    body = json.dumps({"Type": "Notification", "Message": said}) if wrapped else said
    more = "\n\n--\nIf you wish to stop receiving notifications from this topic, follow the link."
    return mail("AWS Notification Message", body + more, sender="SES <no-reply@sns.amazonaws.com>")


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("field", ["notificationType", "eventType"])
def test_ses_notifications_by_mail_are_what_they_tell_of(field: str, *, wrapped: bool) -> None:
    one = {"emailAddress": "Bob@client.example", "status": "5.1.1"}
    hard = {field: "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": [one]}}
    soft = {field: "Bounce", "bounce": {"bounceType": "Transient", "bouncedRecipients": [one]}}
    late = {field: "DeliveryDelay", "deliveryDelay": {"delayedRecipients": [one]}}
    angry = {
        field: "Complaint",
        "complaint": {"complainedRecipients": [one], "complaintFeedbackType": "abuse"},
    }
    arrived = {field: "Delivery", "delivery": {"recipients": ["bob@client.example"]}}
    for told_of, permanence in ((hard, HARD), (soft, SOFT), (late, DELAYED)):
        verdict = classify(notified(told_of, wrapped=wrapped))
        assert isinstance(verdict, Bounce)
        assert (verdict.permanence, verdict.recipients[0].email) == (permanence, BOB)
    complaint = classify(notified(angry, wrapped=wrapped))
    assert isinstance(complaint, Complaint)
    assert complaint.recipients == (BOB,)
    assert isinstance(classify(notified(arrived, wrapped=wrapped)), ReadReceipt)


@pytest.mark.parametrize(
    "told_of", [{}, {"notificationType": 1}, {"notificationType": "Bounce", "bounce": []}]
)
def test_damaged_notifications_are_read_as_far_as_they_go(told_of: Mapping[str, object]) -> None:
    assert not isinstance(classify(notified(told_of, wrapped=True)), ReadReceipt | Bulk)

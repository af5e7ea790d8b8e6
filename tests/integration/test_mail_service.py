"""The mail service as its clients meet it: the SDK, SMTP, a browser, a program."""

from __future__ import annotations

import asyncio
import json
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from mypy_boto3_sesv2 import SESV2Client

from local.mail.service import MailService
from local.mail.serving import serve
from local.mail.settings import Listen, MailSettings

type Json = dict[str, Any]


@dataclass
class Events:
    """An event sink that remembers; it fails as long as `down`."""

    taken: list[Json] = field(default_factory=list)
    down: bool = False

    def publish(self, event: Json) -> None:
        if self.down:
            raise ConnectionError("the topic is away")
        self.taken.append(event)

    @property
    def kinds(self) -> list[str]:
        return [event["eventType"] for event in self.taken]


@dataclass
class Rule:
    """A receipt rule that remembers."""

    function_arn: str = "arn:aws:lambda:us-east-1:000000000000:function:receive_reply"
    taken: list[tuple[str, bytes, Json]] = field(default_factory=list)

    def receive(self, mail_id: str, stored: bytes, event: Json) -> None:
        self.taken.append((mail_id, stored, event))


@dataclass
class Running:
    """The service on its ports, with its two sinks."""

    http: Listen
    smtp: Listen
    events: Events
    rule: Rule

    def ask(
        self, method: str, path: str, body: bytes | str = b"", **headers: str
    ) -> urllib3.BaseHTTPResponse:
        url = f"http://{self.http}{path}"
        return urllib3.request(method, url, body=body, headers=headers, timeout=5, retries=False)

    def get(self, path: str, **headers: str) -> str:
        answer = self.ask("GET", path, **headers)
        assert answer.status == 200
        return answer.data.decode()

    def play(self, mail_id: str, **form: str) -> None:
        assert self.ask("POST", f"/messages/{mail_id}/simulate", urlencode(form)).status == 303

    def fault(self, kind: str, **options: object) -> None:
        assert self.ask("POST", "/faults", json.dumps({"kind": kind, **options})).status == 201

    def messages(self, since: str = "") -> list[Json]:
        query = f"?{urlencode({'since': since})}" if since else ""
        found: list[Json] = json.loads(self.get(f"/messages.json{query}"))["messages"]
        return found

    def ses(self, read_timeout: float = 10) -> SESV2Client:
        client: SESV2Client = boto3.client(
            "sesv2",
            endpoint_url=f"http://{self.http}",
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",  # noqa: S106  (the service checks no signature)
            config=Config(read_timeout=read_timeout, retries={"total_max_attempts": 1}),
        )
        return client


def free_port() -> Listen:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return Listen("127.0.0.1", found.getsockname()[1])


def eventually[T](look: Callable[[], T]) -> T:
    """What `look` returns once it is true: effects happen after the answer."""
    for _ in range(200):
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen")


@contextmanager
def running(state: Path, events: Events | None = None, *, trust: bool = False) -> Iterator[Running]:
    service = Running(free_port(), free_port(), events or Events(), Rule())
    settings = MailSettings(
        state, smtp=service.smtp, trust_test_verdicts=trust, attempts=2, backoff_seconds=0.01
    )
    app = MailService(settings, service.events, service.rule).asgi()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def stopped() -> None:
        await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(app, service.http, stopped),))
    thread.start()
    try:
        eventually(lambda: answers(service))
        yield service
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


def answers(service: Running) -> bool:
    try:
        return "ok" in service.get("/health")
    except urllib3.exceptions.HTTPError:
        return False


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path) as found:
        yield found


def reminder(to: str = "zoe@client.example", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "Léa Martin <lea@acme.example>"
    message["To"] = to
    message["Subject"] = "F-1 : rappel n° 1"
    message["Reply-To"] = "r-token@reply.example"
    message["Message-ID"] = "<mine@acme.example>"
    for name, value in headers.items():
        message[name] = value
    message.set_content("Votre facture F-1 est échue.\n")
    message.add_alternative('<p>Votre facture <a href="https://pay.example/F-1">F-1</a></p>', subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="F-1.pdf")
    return message.as_bytes()


def send(service: Running, to: str = "zoe@client.example", **options: Any) -> str:
    answer = service.ses().send_email(
        Destination={"ToAddresses": [to]}, Content={"Raw": {"Data": reminder(to)}}, **options
    )
    return answer["MessageId"]


class TestSending:
    def test_a_raw_mail_is_kept_as_a_real_eml_with_the_ids_of_ses(self, service: Running) -> None:
        mail_id = send(service)
        kept = message_from_bytes(Path(service.messages()[0]["eml"]).read_bytes(), policy=default)
        assert kept["Message-ID"] == f"<{mail_id}@email.amazonses.com>"
        assert kept["Subject"] == "F-1 : rappel n° 1"
        assert kept["Reply-To"] == "r-token@reply.example"
        assert kept["Date"].datetime.tzinfo is not None
        assert [part.get_filename() for part in kept.iter_attachments()] == ["F-1.pdf"]
        assert not kept.defects

    def test_a_simple_mail_carries_its_headers_and_attachments(self, service: Running) -> None:
        service.ses().send_email(
            FromEmailAddress="Léa <lea@acme.example>",
            Destination={"ToAddresses": ["zoe@client.example"], "BccAddresses": ["audit@acme.example"]},
            ReplyToAddresses=["r-token@reply.example"],
            Content={
                "Simple": {
                    "Subject": {"Data": "Facture échue"},
                    "Body": {"Text": {"Data": "Bonjour"}, "Html": {"Data": "<p>Bonjour</p>"}},
                    "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
                    "Attachments": [{"RawContent": b"%PDF", "FileName": "F-1.pdf"}],
                }
            },
        )
        (listed,) = service.messages()
        kept = message_from_bytes(Path(listed["eml"]).read_bytes(), policy=default)
        assert kept["Auto-Submitted"] == "auto-generated"
        assert kept["From"].addresses[0].display_name == "Léa"
        assert kept["Bcc"] is None
        assert listed["to"] == ["zoe@client.example", "audit@acme.example"]
        assert [part.get_content_type() for part in kept.walk() if not part.is_multipart()] == [
            "text/plain",
            "text/html",
            "application/octet-stream",
        ]

    def test_without_a_destination_the_mails_own_headers_address_it(self, service: Running) -> None:
        raw = reminder(Bcc="audit@acme.example")
        service.ses().send_email(Content={"Raw": {"Data": raw}})
        assert service.messages()[0]["to"] == ["zoe@client.example", "audit@acme.example"]

    def test_what_ses_refuses_raises_its_modelled_exception(self, service: Running) -> None:
        ses = service.ses()
        with pytest.raises(ses.exceptions.BadRequestException) as refused:
            ses.send_email(Destination={"ToAddresses": ["zoe"]}, Content={"Raw": {"Data": reminder()}})
        assert "Missing final '@domain'" in refused.value.response["Error"]["Message"]
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        assert service.messages() == []

    def test_more_than_40_megabytes_are_refused(self, service: Running) -> None:
        ses = service.ses(read_timeout=60)
        line = b"x" * 76 + b"\r\n"
        raw = reminder() + line * (40 * 1024 * 1024 // len(line) + 1)
        with pytest.raises(ses.exceptions.BadRequestException, match="41943040 bytes"):
            ses.send_email(Content={"Raw": {"Data": raw}})

    def test_a_template_is_not_found(self, service: Running) -> None:
        ses = service.ses()
        with pytest.raises(ses.exceptions.NotFoundException):
            ses.send_email(
                FromEmailAddress="a@b.example",
                Destination={"ToAddresses": ["c@d.example"]},
                Content={"Template": {"TemplateName": "x", "TemplateData": "{}"}},
            )

    def test_the_account_may_send(self, service: Running) -> None:
        assert service.ses().get_account()["SendingEnabled"] is True


class TestEvents:
    def test_send_then_delivery_in_the_shape_of_ses(self, service: Running) -> None:
        tags = [{"Name": "outreach", "Value": "o-1"}]
        mail_id = send(service, EmailTags=tags, ConfigurationSetName="reminders")
        eventually(lambda: len(service.events.taken) == 2)
        assert service.events.kinds == ["Send", "Delivery"]
        sent, delivered = service.events.taken
        assert sent["send"] == {}
        assert sent["mail"]["messageId"] == mail_id
        assert sent["mail"]["destination"] == ["zoe@client.example"]
        assert sent["mail"]["tags"]["outreach"] == ["o-1"]
        assert sent["mail"]["tags"]["ses:configuration-set"] == ["reminders"]
        assert sent["mail"]["tags"]["ses:from-domain"] == ["acme.example"]
        assert {"name": "Message-ID", "value": "<mine@acme.example>"} in sent["mail"]["headers"]
        assert sent["mail"]["commonHeaders"]["messageId"] == mail_id
        assert delivered["delivery"]["recipients"] == ["zoe@client.example"]
        assert delivered["mail"]["timestamp"].endswith("Z")

    @pytest.mark.parametrize(
        ("local_part", "kinds"),
        [
            ("success", ["Send", "Delivery"]),
            ("bounce+label", ["Send", "Bounce"]),
            ("complaint", ["Send", "Delivery", "Complaint"]),
            ("suppressionlist", ["Send", "Bounce"]),
        ],
    )
    def test_simulator_addresses_play_their_part(
        self, service: Running, local_part: str, kinds: list[str]
    ) -> None:
        send(service, f"{local_part}@simulator.amazonses.com")
        eventually(lambda: len(service.events.taken) >= len(kinds))
        assert service.events.kinds == kinds

    def test_out_of_office_is_delivered_and_answers_by_itself(self, service: Running) -> None:
        send(service, "ooto@simulator.amazonses.com")
        (_, stored, event) = eventually(lambda: service.rule.taken)[0]
        assert message_from_bytes(stored)["Auto-Submitted"] == "auto-replied"
        assert event["Records"][0]["ses"]["receipt"]["recipients"] == ["r-token@reply.example"]

    def test_an_event_that_is_not_taken_is_shown_and_can_be_tried_again(self, service: Running) -> None:
        service.events.down = True
        mail_id = send(service)
        eventually(lambda: all(event["state"] == "failed" for event in service.messages()[0]["events"]))
        assert "the topic is away" in service.get(f"/messages/{mail_id}")
        service.events.down = False
        service.play(mail_id, what="retry")
        eventually(lambda: service.events.kinds == ["Send", "Delivery"])

    def test_a_person_plays_the_recipient(self, service: Running) -> None:
        mail_id = send(service)
        service.play(mail_id, what="opened")
        service.play(mail_id, what="clicked", link="https://pay.example/F-1")
        service.play(mail_id, what="bounced")
        service.play(mail_id, what="complained")
        eventually(lambda: len(service.events.taken) == 6)
        told = {event["eventType"]: event for event in service.events.taken}
        assert told["Click"]["click"]["link"] == "https://pay.example/F-1"
        assert told["Bounce"]["bounce"]["bouncedRecipients"][0]["status"] == "5.1.1"
        assert set(told) == {"Send", "Delivery", "Open", "Click", "Bounce", "Complaint"}

    def test_reading_a_mail_is_not_an_open(self, service: Running) -> None:
        mail_id = send(service)
        service.get(f"/messages/{mail_id}")
        service.get(f"/messages/{mail_id}/html")
        assert [event["kind"] for event in service.messages()[0]["events"]] == ["Send", "Delivery"]


class TestFaults:
    def test_a_throttled_mail_is_not_taken_and_the_next_one_is(self, service: Running) -> None:
        service.fault("throttle")
        ses = service.ses()
        with pytest.raises(ses.exceptions.TooManyRequestsException) as refused:
            ses.send_email(Content={"Raw": {"Data": reminder()}})
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429
        assert service.messages() == []
        send(service)

    def test_a_rejected_mail_is_not_taken(self, service: Running) -> None:
        service.fault("reject")
        ses = service.ses()
        with pytest.raises(ses.exceptions.MessageRejected):
            ses.send_email(Content={"Raw": {"Data": reminder()}})
        assert service.messages() == []

    @pytest.mark.parametrize("accepted", [True, False])
    def test_a_server_error_leaves_the_caller_in_doubt(self, service: Running, accepted: bool) -> None:
        service.fault("server_error", accepted=accepted)
        with pytest.raises(ClientError) as failed:
            send(service)
        assert failed.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
        assert len(service.messages()) == accepted

    def test_a_time_out_after_accept_keeps_the_mail_and_publishes(self, service: Running) -> None:
        service.fault("timeout_after_accept")
        with pytest.raises(ReadTimeoutError):
            service.ses(read_timeout=0.3).send_email(Content={"Raw": {"Data": reminder()}})
        eventually(lambda: service.events.kinds == ["Send", "Delivery"])
        assert len(service.messages()) == 1

    def test_a_reset_after_accept_keeps_the_mail_and_publishes(self, service: Running) -> None:
        service.fault("reset_after_accept")
        with pytest.raises(ConnectionClosedError):
            send(service)
        eventually(lambda: service.events.kinds == ["Send", "Delivery"])

    def test_faults_concern_whom_they_name_and_are_counted(self, service: Running) -> None:
        service.fault("reject", to="*@client.example", count=2)
        send(service, "other@elsewhere.example")
        with pytest.raises(ClientError):
            send(service)
        assert json.loads(service.get("/faults"))["faults"][0]["count"] == 1
        assert service.ask("DELETE", "/faults").status == 204
        send(service)

    def test_an_unknown_fault_is_refused_with_its_field(self, service: Running) -> None:
        refused = service.ask("POST", "/faults", '{"kind": "flood"}')
        assert refused.status == 400
        assert refused.json()["field"] == "kind"


class TestReceiving:
    def deliver(self, service: Running, raw: bytes, *recipients: str) -> None:
        with smtplib.SMTP(service.smtp.host, service.smtp.port, timeout=5) as smtp:
            smtp.sendmail("zoe@client.example", recipients, raw)

    def test_a_mail_by_smtp_goes_through_the_receipt_rule(self, service: Running) -> None:
        raw = b"From: zoe@client.example\r\nTo: someone@else.example\r\nSubject: Re: F-1\r\n\r\nPay\xe9e.\r\n"
        self.deliver(service, raw, "r-1@reply.example", "r-2@reply.example")
        (mail_id, stored, event) = eventually(lambda: service.rule.taken)[0]
        assert stored.endswith(raw)
        assert message_from_bytes(stored)["X-SES-Virus-Verdict"] == "PASS"
        record = event["Records"][0]
        assert record["eventSource"] == "aws:ses"
        assert record["ses"]["mail"]["messageId"] == mail_id
        assert record["ses"]["mail"]["source"] == "zoe@client.example"
        assert record["ses"]["mail"]["commonHeaders"]["to"] == ["someone@else.example"]
        assert record["ses"]["receipt"]["recipients"] == ["r-1@reply.example", "r-2@reply.example"]
        assert record["ses"]["receipt"]["spamVerdict"] == {"status": "PASS"}

    def test_a_mail_chooses_no_verdict_of_its_own(self, service: Running) -> None:
        self.deliver(service, b"X-Test-Virus-Verdict: FAIL\r\n\r\nx\r\n", "r@reply.example")
        event = eventually(lambda: service.rule.taken)[0][2]
        assert event["Records"][0]["ses"]["receipt"]["virusVerdict"] == {"status": "PASS"}

    def test_a_mail_chooses_its_verdict_where_the_settings_allow(self, tmp_path: Path) -> None:
        with running(tmp_path, trust=True) as service:
            self.deliver(service, b"X-Test-Virus-Verdict: FAIL\r\n\r\nx\r\n", "r@reply.example")
            (_, stored, event) = eventually(lambda: service.rule.taken)[0]
        assert event["Records"][0]["ses"]["receipt"]["virusVerdict"] == {"status": "FAIL"}
        assert message_from_bytes(stored)["X-SES-Virus-Verdict"] == "FAIL"

    def test_a_played_reply_answers_the_reminder(self, service: Running) -> None:
        mail_id = send(service)
        service.play(mail_id, what="reply", words="Payée hier.")
        (_, stored, event) = eventually(lambda: service.rule.taken)[0]
        reply = message_from_bytes(stored, policy=default)
        assert reply["In-Reply-To"] == f"<{mail_id}@email.amazonses.com>"
        assert reply["Subject"] == "Re: F-1 : rappel n° 1"
        assert reply.get_content().startswith("Payée hier.")
        assert "> Votre facture F-1 est échue." in reply.get_content()
        assert event["Records"][0]["ses"]["receipt"]["recipients"] == ["r-token@reply.example"]


class TestRestart:
    def test_the_mailbox_survives_a_restart_and_what_was_pending_goes_out(self, tmp_path: Path) -> None:
        with running(tmp_path) as first:
            mail_id = send(first)
            eventually(lambda: len(first.events.taken) == 2)
        index = tmp_path / "index.jsonl"
        kept = [line for line in index.read_bytes().splitlines() if b'"line":"state"' not in line]
        index.write_bytes(b"\n".join(kept) + b'\n{"line":"mail","mail":{"id"')  # cut short by a crash
        with running(tmp_path) as second:
            assert [message["id"] for message in second.messages()] == [mail_id]
            eventually(lambda: second.events.kinds == ["Send", "Delivery"])
            other = send(second)
        with running(tmp_path) as third:
            assert [message["id"] for message in third.messages()] == [mail_id, other]
            assert [message["id"] for message in third.messages(since=mail_id)] == [other]
            assert third.messages(since="2999-01-01T00:00:00Z") == []


class TestPages:
    HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'

    def hostile(self, service: Running) -> str:
        message = EmailMessage()
        message["From"] = "a@b.example"
        message["To"] = "c@d.example"
        message["Subject"] = self.HOSTILE
        message.set_content(self.HOSTILE)
        message.add_alternative(f"<html><head></head><body>{self.HOSTILE}</body></html>", subtype="html")
        message.add_attachment(b"<script>", maintype="text", subtype="html", filename='"><script>.html')
        return service.ses().send_email(Content={"Raw": {"Data": message.as_bytes()}})["MessageId"]

    def test_hostile_mail_is_only_text_on_our_pages(self, service: Running) -> None:
        mail_id = self.hostile(service)
        for path in ("/", f"/messages/{mail_id}", f"/?{urlencode({'q': self.HOSTILE})}"):
            page = service.get(path)
            assert "<script>" not in page
            assert "<img" not in page
        assert "script" not in service.ask("GET", "/").headers["content-security-policy"]

    def test_a_mails_own_html_runs_nothing_and_fetches_nothing(self, service: Running) -> None:
        page = service.ask("GET", f"/messages/{self.hostile(service)}/html")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "sandbox allow-popups" in policy
        assert "allow-scripts" not in policy
        assert "allow-same-origin" not in policy

    def test_an_attachment_is_a_download_of_a_safe_type(self, service: Running) -> None:
        headers = service.ask("GET", f"/messages/{self.hostile(service)}/attachments/0").headers
        assert headers["content-type"] == "application/octet-stream"
        assert headers["content-disposition"].startswith("attachment; filename*=UTF-8''%22%3E%3Cscript%3E")
        assert headers["x-content-type-options"] == "nosniff"

    def test_the_list_finds_by_recipient_and_subject_newest_first(self, service: Running) -> None:
        first, second = send(service, "zoe@client.example"), send(service, "max@other.example")
        page = service.get("/")
        assert page.index(second) < page.index(first)
        assert first not in service.get("/?q=MAX")
        assert first in service.get("/?q=zoe+rappel")

    def test_pages_hold_fifty_mails(self, service: Running) -> None:
        for _ in range(51):
            send(service)
        assert service.get("/").count('href="/messages/') == 50
        assert service.get("/?page=2").count('href="/messages/') == 1

    def test_the_page_speaks_the_readers_language(self, service: Running) -> None:
        assert "Boîte aux lettres" in service.get("/", **{"accept-language": "de;q=0.9, fr-CH;q=0.8"})
        assert "Mailbox" in service.get("/", **{"accept-language": "de"})

    def test_another_site_may_not_post_nor_borrow_the_name(self, service: Running) -> None:
        assert service.ask("DELETE", "/faults", origin="https://evil.example").status == 403
        assert service.ask("DELETE", "/faults", origin=f"http://{service.http}").status == 204
        assert service.ask("GET", "/", host="rebound.example").status == 400

    def test_an_unknown_message_is_not_found(self, service: Running) -> None:
        assert service.ask("GET", "/messages/..%2Findex").status == 404
        assert service.ask("GET", "/messages.json?since=yesterday").status == 400

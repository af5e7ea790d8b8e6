"""The mail service in a browser: hostile mail is shown, and does nothing."""

from __future__ import annotations

from email.message import EmailMessage
from urllib.parse import urlencode

from tests.integration.mail_service import Running, send

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def hostile(service: Running) -> str:
    message = EmailMessage()
    message["From"] = "a@b.example"
    message["To"] = "c@d.example"
    message["Subject"] = HOSTILE
    message.set_content(HOSTILE)
    message.add_alternative(f"<html><head></head><body>{HOSTILE}</body></html>", subtype="html")
    message.add_attachment(b"<script>", maintype="text", subtype="html", filename='"><script>.html')
    return service.ses().send_email(Content={"Raw": {"Data": message.as_bytes()}})["MessageId"]


def test_hostile_mail_is_only_text_on_our_pages(service: Running) -> None:
    mail_id = hostile(service)
    for path in ("/", f"/messages/{mail_id}", f"/?{urlencode({'q': HOSTILE})}"):
        page = service.get(path)
        assert "<script>" not in page
        assert "<img" not in page
    assert "script" not in service.ask("GET", "/").headers["content-security-policy"]


def test_a_mails_own_html_runs_nothing_and_fetches_nothing(service: Running) -> None:
    page = service.ask("GET", f"/messages/{hostile(service)}/html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


def test_an_attachment_is_a_download_of_a_safe_type(service: Running) -> None:
    headers = service.ask("GET", f"/messages/{hostile(service)}/attachments/0").headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"].startswith("attachment; filename*=UTF-8''%22%3E%3Cscript%3E")
    assert headers["x-content-type-options"] == "nosniff"


def test_the_list_finds_by_recipient_and_subject_newest_first(service: Running) -> None:
    first, second = send(service, "zoe@client.example"), send(service, "max@other.example")
    page = service.get("/")
    assert page.index(second) < page.index(first)
    assert first not in service.get("/?q=MAX")
    assert first in service.get("/?q=zoe+rappel")


def test_pages_hold_fifty_mails(service: Running) -> None:
    for _ in range(51):
        send(service)
    assert service.get("/").count('href="/messages/') == 50
    assert service.get("/?page=2").count('href="/messages/') == 1


def test_the_page_speaks_the_readers_language(service: Running) -> None:
    assert "Boîte aux lettres" in service.get("/", **{"accept-language": "de;q=0.9, fr-CH;q=0.8"})
    assert "Mailbox" in service.get("/", **{"accept-language": "de"})


def test_another_site_may_not_post_nor_borrow_the_name(service: Running) -> None:
    assert service.ask("DELETE", "/faults", origin="https://evil.example").status == 403
    assert service.ask("DELETE", "/faults", origin=f"http://{service.http}").status == 204
    assert service.ask("GET", "/", host="rebound.example").status == 400


def test_an_unknown_message_is_not_found(service: Running) -> None:
    assert service.ask("GET", "/messages/..%2Findex").status == 404
    assert service.ask("GET", "/messages.json?since=yesterday").status == 400

"""Mails to test with, written as they travel."""

from __future__ import annotations

from relance.inbound import Mail, parse


def written(subject: str, body: str, sender: str = "Ana <ana@example.org>", **fields: str) -> bytes:
    """A plain-text mail of Monday 4 May 2026; `In_Reply_To="..."` adds a field."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    header = (
        f"From: {sender}\r\nTo: r-token@reply.example.net\r\nDate: Mon, 4 May 2026 10:00:00 +0200\r\n"
        f"Subject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n{more}"
    )
    return f"{header}\r\n{body}".encode()


def mail(subject: str, body: str, sender: str = "Ana <ana@example.org>", **fields: str) -> Mail:
    return parse(written(subject, body, sender, **fields))


def report(
    kind: str, machine_part: str, subject: str = "Report", sender: str = "mailer-daemon@example.org"
) -> Mail:
    """A multipart/report (RFC 6522): a text, a part for machines, the header of the mail it is about."""
    return parse(
        f"""From: {sender}
To: r-token@reply.example.net
Subject: {subject}
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type={kind}; boundary=cut

--cut
Content-Type: text/plain

This is about your mail.
--cut
Content-Type: message/{kind}

{machine_part}
--cut
Content-Type: text/rfc822-headers

Message-ID: <sent-1@eu-west-1.amazonses.com>
Subject: Invoice F-1
--cut--
""".encode()
    )

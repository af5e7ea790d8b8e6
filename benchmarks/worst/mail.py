"""The worst mails known for the reader of received mail: each generator makes one of about `n` bytes.

`read` does what receiving a mail does: its facts, its kind, and its visible text beside our own mail.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Final

from relance.domain.inbox import Scan
from relance.inbound.reader import InboundReader

_READER = InboundReader()
_PARENT = "Dear Madam,\n\nInvoice F-1 of 100.00 EUR was due on 10 October 2026.\n" * 20
_FROM = (
    b"From: Zoe <zoe@client.example>\r\nDate: Mon, 2 Nov 2026 09:00:00 +0100\r\nMessage-ID: <1@x.example>\r\n"
)
_DAEMON = (
    b"From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\n"
)
_PLAIN = b"Subject: Re: F-1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
_HTML = b"Subject: Re: F-1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def read(data: bytes) -> None:
    opened = _READER.read(data, Scan())
    _READER.visible(opened.received.text, _PARENT)


def _field(name: bytes, start: bytes, piece: bytes, end: bytes = b"") -> Callable[[int], bytes]:
    """A mail in which one header field is `n` bytes long; a `\\n` in `piece` must fold."""

    def made(n: int) -> bytes:
        value = start + piece * (n // len(piece)) + end
        return _FROM + name + b": " + value + b"\r\nSubject: s\r\n\r\nHello\r\n"

    return made


def _fields(piece: bytes) -> Callable[[int], bytes]:
    return lambda n: _FROM + piece * (n // len(piece)) + b"\r\nHello\r\n"


def _text(piece: bytes, start: bytes = b"", end: bytes = b"") -> Callable[[int], bytes]:
    return lambda n: _FROM + _PLAIN + start + piece * (n // len(piece)) + end


def _lines(*lines: bytes) -> Callable[[int], bytes]:
    return _text(b"\n".join(lines) + b"\n")


def _html(piece: bytes, start: bytes = b"", end: bytes = b"") -> Callable[[int], bytes]:
    return lambda n: _FROM + _HTML + start + piece * (n // len(piece)) + end


def _nested(opening: bytes, closing: bytes) -> Callable[[int], bytes]:
    def made(n: int) -> bytes:
        count = n // (len(opening) + len(closing))
        return _FROM + _HTML + opening * count + b"text" + closing * count

    return made


def _bounce(piece: bytes, start: bytes = b"", end: bytes = b"") -> Callable[[int], bytes]:
    return lambda n: _DAEMON + b"\r\n" + start + piece * (n // len(piece)) + end


def _report(piece: bytes, start: bytes = b"") -> Callable[[int], bytes]:
    """A bounce whose machine-readable part is `n` bytes long."""
    top = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
    parts = b"--b\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    block = b"Reporting-MTA: dns; mx.example\r\n\r\n"
    return lambda n: _DAEMON + top + parts + block + start + piece * (n // len(piece)) + b"\r\n\r\n--b--\r\n"


def _parts(part: bytes, kind: bytes = b"mixed") -> Callable[[int], bytes]:
    """A multipart of as many small parts as fit."""
    top = _FROM + b"Subject: Re\r\nContent-Type: multipart/" + kind + b"; boundary=b\r\n\r\n"
    piece = b"--b\r\n" + part
    return lambda n: top + piece * (n // len(piece)) + b"--b--\r\n"


def _deep_parts(n: int) -> bytes:
    boundaries = range(n // 75)
    opened = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in boundaries)
    return _FROM + b"".join(opened) + b"\r\ntext"


def _deep_mails(n: int) -> bytes:
    return _FROM + b"Content-Type: message/rfc822\r\n\r\n" * (n // 32) + b"text"


def _many_boundaries(n: int) -> bytes:
    """Lines that begin like a boundary, under several open multiparts."""
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(40)
    )
    return _FROM + head + b"\r\n" + b"--x\r\n" * (n // 5)


def _encoded(kind: bytes, content: Callable[[int], bytes]) -> Callable[[int], bytes]:
    def made(n: int) -> bytes:
        body = base64.encodebytes(content(n * 3 // 4))
        head = b"Subject: Re\r\nContent-Transfer-Encoding: base64\r\nContent-Type: " + kind + b"\r\n\r\n"
        return _FROM + head + body

    return made


def _der(n: int) -> bytes:
    """Structures inside structures without an end: what a signed mail is made of."""
    return b"\x30\x80" * (n // 2)


def _notification(n: int) -> bytes:
    one = {"emailAddress": "a@b.example", "status": "5.1.1"}
    told = {"notificationType": "Bounce", "bounce": {"bounceType": "Permanent"}}
    told["bounce"]["bouncedRecipients"] = [one] * (n // 52)  # type: ignore[index]
    return _FROM + _PLAIN + json.dumps({"Type": "Notification", "Message": json.dumps(told)}).encode()


def _brackets(n: int) -> bytes:
    return _FROM + _PLAIN + b'{"notificationType":"Bounce","a":' + b"[" * n


GENERATORS: Final[Mapping[str, Callable[[int], bytes]]] = {
    # Header fields.
    "a subject of letters": _field(b"Subject", b"", b"a"),
    "a subject of folds": _field(b"Subject", b"a", b"\r\n "),
    "a subject of spaces": _field(b"Subject", b"a", b" ", b"b"),
    "a subject of Re": _field(b"Subject", b"", b"Re: "),
    "a subject of tags": _field(b"Subject", b"", b"[a] "),
    "a subject of open tags": _field(b"Subject", b"", b"["),
    "a subject of encoded words": _field(b"Subject", b"", b"=?utf-8?Q?=C3=A9?= "),
    "a subject of begun words": _field(b"Subject", b"", b"=?utf-8?Q?"),
    "a subject of question marks": _field(b"Subject", b"", b"=?"),
    "a subject of accents": _field(b"Subject", b"e", "\u0301".encode()),
    "senders": _field(b"From", b"", b"a@b.example, "),
    "a sender of brackets": _field(b"From", b"", b"("),
    "a sender of angles": _field(b"From", b"", b"<"),
    "a sender of quotes": _field(b"From", b"", b'"'),
    "a sender of backslashes": _field(b"From", b'"', b"\\"),
    "a sender of ats": _field(b"From", b"", b"@"),
    "a sender of points": _field(b"From", b"a@", b"b."),
    "a sender of commas": _field(b"From", b"", b","),
    "a sender of groups": _field(b"From", b"", b"a:;"),
    "a sender of encoded words": _field(b"From", b"", b"=?utf-8?Q?a=2C?= <a@b.example>, "),
    "addresses": _field(b"To", b"", b"Zoe Martin <zoe@client.example>,\r\n "),
    "nameless addresses": _field(b"Cc", b"", b"a@b,"),
    "a date of digits": _field(b"Date", b"", b"1"),
    "a date of words": _field(b"Date", b"", b"Mon, "),
    "ids": _field(b"References", b"", b"<1@x.example>\r\n "),
    "an id of angles": _field(b"References", b"", b"<"),
    "a content type of parameters": _field(b"Content-Type", b"text/plain", b"; a=b"),
    "a content type of quotes": _field(b"Content-Type", b"text/plain; a=", b'"\\'),
    "a content type of numbered pieces": _field(b"Content-Type", b"text/plain", b"; name*1=a"),
    "a signature of tags": _field(b"DKIM-Signature", b"", b"d=a.example; "),
    "an automatic sign of brackets": _field(b"Auto-Submitted", b"", b"("),
    "many fields": _fields(b"X-A: b\r\n"),
    "many long fields": _fields(b"X-A: " + b"b" * 60_000 + b"\r\n"),
    "many senders": _fields(b"From: a@b.example\r\n"),
    "many signatures": _fields(b"DKIM-Signature: d=a.example\r\n"),
    "fields without a colon": _fields(b"xxxx\r\n"),
    # Texts.
    "a text of letters": _text(b"a"),
    "a text of lines": _lines(b"a"),
    "a text of empty lines": _lines(b""),
    "a text of spaces": _text(b" ", b"a", b"b"),
    "a text of carriage returns": _text(b"\r"),
    "a text of accents": _text("\u0301".encode(), b"e"),
    "a text of NULs": _text(b"\x00"),
    "a text of addresses": _text(b"a@b.example "),
    "a text of ats": _text(b"a@"),
    "a text of points": _text(b"a.", b"a@"),
    "a text of no charset": _text(b"\x81\xff\xe9"),
    "a text of half UTF-8": _text(b"\xc3\xa9\xc3"),
    "paragraphs of 900": _lines(b"a" * 900),
    "marked lines": _lines(b"> a"),
    "deeply marked lines": _lines(b"> " * 200),
    "lines marked by turns": _lines(b"> a", b"b"),
    "wrapped marked lines": _lines(b"> " + b"a" * 70, b"bbb", b""),
    "a header with one long line": _text(b"a", b"hello\n\nFrom: a\nTo: ", b"\nSubject: b\nDate: c\n\ntext\n"),
    "a header of addresses": _text(b"a@b.", b"hello\n\nFrom: a\nTo: ", b"\nSubject: b\nDate: c\n\ntext\n"),
    "a header of angles": _text(b"<a", b"hello\n\nFrom: a\nTo: ", b"\nSubject: b\nDate: c\n\ntext\n"),
    "headers begun": _lines(b"From: a", b"x", b"x"),
    "headers of 900": _lines(b"From: " + b"a" * 900, b"Date: " + b"a" * 900),
    "labels": _lines(b"From:"),
    "labels of 900 stars": _lines(b"*" * 900 + b"From: a"),
    "attributions begun": _lines(b"On 3 May 2026, Ana Silva"),
    "attributions never marked": _lines(b"On Monday Ana wrote:", b""),
    "attributions of digits": _lines(b"On " + b"1" * 120),
    "attributions of verbs": _lines(b"On 3 May " + b"wrote " * 60),
    "attributions of addresses": _lines(b"On 3 " + b"a@b " * 90),
    "rules": _lines(b"-" * 70),
    "long rules": _lines(b"- " * 450),
    "separators begun": _lines(b"---- Original"),
    "separators of dashes": _text(b"-", b"", b"x"),
    "signature marks": _lines(b"-- "),
    "marked lines and signature marks": _lines(b"> a", b"-- "),
    "words of an absence": _lines(b"until Monday"),
    "until and digits": _text(b"until 1/"),
    "our own mail": _text(_PARENT.encode()),
    "our own letters": _lines(b"a"),
    # HTML.
    "flat quotations": _html(b'<blockquote type="cite">a</blockquote>'),
    "nested quotations": _nested(b'<blockquote type="cite">', b"</blockquote>"),
    "nested boxes": _nested(b"<div>", b"</div>"),
    "nested tables": _nested(b"<table><tr><td>", b"</td></tr></table>"),
    "nested lists": _nested(b"<ul><li>", b"</li></ul>"),
    "nested bold": _nested(b"<b>", b"</b>"),
    "boxes never closed": _html(b"<div>"),
    "paragraphs never closed": _html(b"<p>a"),
    "closed but never opened": _html(b"</div>"),
    "a table of rows": _html(b"<tr><td>a</td></tr>", b"<table>", b"</table>"),
    "a table of columns": _html(b"<td>a</td>", b"<table><tr>", b"</tr></table>"),
    "a padded table": _html(b"<tr><td>a</td></tr>", b"<table><tr><td>" + b"a" * 10_000 + b"</td></tr>"),
    "padded tables": _html(
        b"<tr><td>a</td><td>b</td><td>c</td></tr>", b"<table><tr>" + b"<td>" + b"a" * 2_000 + b"</td>" * 40
    ),
    "padded columns": _html(
        b"<tr><td>a</td></tr>", b"<table><tr>" + b"<td>aaaa aaaa</td>" * 5_000 + b"</tr>"
    ),
    "spanning cells": _html(b'<tr><td colspan="1000" rowspan="1000">a</td></tr>', b"<table>"),
    "tables": _html(b"<table><tr><td>a</td></tr></table>"),
    "list items": _html(b"<li>a"),
    "numbered lists": _html(b"<ol><li>a</ol>"),
    "breaks": _html(b"<br>"),
    "rules of HTML": _html(b"<hr>"),
    "images": _html(b'<img src="cid:a" alt="b">'),
    "links": _html(b'<a href="https://a.example/">b</a>'),
    "attributes": _html(b' a="b"', b"<div", b">text</div>"),
    "an attribute": _html(b"a", b'<div class="', b'">text</div>'),
    "styles of a quotation": _html(b"border-left : ", b'<blockquote style="', b'">text</blockquote>'),
    "styles of spaces": _html(b" ", b'<blockquote style="border-left', b'">text</blockquote>'),
    "angles": _html(b"<"),
    "angles and letters": _html(b"<a"),
    "comments begun": _html(b"<!--"),
    "comments": _html(b"<!-- a -->"),
    "scripts begun": _html(b"<script>"),
    "styles begun": _html(b"<style>"),
    "entities": _html(b"&amp;"),
    "ampersands": _html(b"&"),
    "preformatted": _html(b"a\n", b"<pre>", b"</pre>"),
    "spaces of HTML": _html(b"&nbsp; "),
    "hidden boxes": _html(b'<div style="display:none">a</div>'),
    "no tag": _html(b"a "),
    "strange tags": _html(b"<o:p></o:p>"),
    "a selection": _html(b"<select><option>a"),
    "frames": _html(b"<svg><math>"),
    # Parts.
    "small parts": _parts(b"Content-Type: text/plain\r\n\r\na\r\n"),
    "small alternatives": _parts(b"Content-Type: text/html\r\n\r\n<p>a\r\n", b"alternative"),
    "small files": _parts(b"Content-Type: a/b; name=a.pdf\r\n\r\na\r\n"),
    "small mails": _parts(b"Content-Type: message/rfc822\r\n\r\nSubject: a\r\n\r\na\r\n"),
    "empty parts": _parts(b"\r\n"),
    "parts inside parts": _deep_parts,
    "mails inside mails": _deep_mails,
    "boundaries of nothing": _many_boundaries,
    "a part of lines": lambda n: _parts(b"Content-Type: a/b\r\n\r\n" + b"\r\n" * (n // 2))(n),
    "base64 of one letter": _encoded(b"text/plain", lambda n: b"a" * n),
    "base64 of nothing": lambda n: (
        _FROM + b"Content-Transfer-Encoding: base64\r\n" + _PLAIN + b"=\r\n" * (n // 3)
    ),
    "quoted-printable": lambda n: (
        _FROM + b"Content-Transfer-Encoding: quoted-printable\r\n" + _PLAIN + b"=" * n
    ),
    "uuencode": lambda n: (
        _FROM + b"Content-Transfer-Encoding: x-uuencode\r\n" + _PLAIN + b"begin 644 a\n" + b"M" * n
    ),
    "UTF-7": lambda n: (
        _FROM + b"Subject: s\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n" + b"+2AA-" * (n // 5)
    ),
    "HZ": lambda n: _FROM + b"Subject: s\r\nContent-Type: text/plain; charset=hz\r\n\r\n" + b"~{" * (n // 2),
    "winmail.dat": _encoded(b"application/ms-tnef", lambda n: b"\x78\x9f\x3e\x22\x01\x00" + b"\x01" * n),
    "signed structures": _encoded(b"application/pkcs7-mime; smime-type=signed-data", _der),
    "signed text": _encoded(b"application/pkcs7-mime", lambda n: b"\x24\x04abcd" * (n // 6)),
    "a calendar": lambda n: (
        _FROM + b"Subject: a\r\nContent-Type: text/calendar\r\n\r\n" + b"SUMMARY:a\r\n" * (n // 11)
    ),
    # Bounces and reports.
    "a bounce of letters": _bounce(b"a"),
    "a bounce of lines": _bounce(b"a\n"),
    "a bounce of addresses": _bounce(b"<a@b.example>\n"),
    "a bounce of ats": _bounce(b"a@"),
    "a bounce of digits": _bounce(b"5"),
    "a bounce of statuses": _bounce(b"5.1."),
    "a bounce of codes": _bounce(b"550 "),
    "a bounce of signs": _bounce(b"error "),
    "a bounce of spaces": _bounce(b" ", b"<a@b.example>: "),
    "a bounce of stars": _bounce(b"*"),
    "a bounce of recipients": _bounce(b"recipient: "),
    "reported blocks": _report(
        b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    ),
    "reported fields": _report(b"Final-Recipient: rfc822; a@b.example\r\n"),
    "a reported address": _report(b"a", b"Final-Recipient: rfc822; "),
    "a reported diagnosis": _report(b"5.1.", b"Final-Recipient: rfc822; a@b\r\nDiagnostic-Code: "),
    "reported blank lines": _report(b"\r\n"),
    "a notification": _notification,
    "a notification of brackets": _brackets,
}

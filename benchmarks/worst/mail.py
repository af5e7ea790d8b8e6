"""The worst mails known for the reading of replies: each generator makes one of about `n` bytes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Final

from relance.domain.inbox import Scan
from relance.inbound.reader import InboundReader

_HEADER = (
    b"From: Zoe <zoe@client.example>\r\nTo: r@reply.example\r\nSubject: Re: F-1\r\n"
    b"Date: Mon, 2 Nov 2026 09:00:00 +0100\r\nMessage-ID: <1@client.example>\r\n"
)
_HTML = _HEADER + b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def read(data: bytes) -> None:
    """As a mail that comes in: its facts, and what its author wrote without our own mail."""
    reader = InboundReader()
    opened = reader.read(data, Scan())
    reader.visible(opened.received.text, "Bonjour, merci de régler la facture F-1 de 99,00 EUR au plus tôt.")


def _text(part: bytes, start: bytes = b"hello\r\n\r\n", end: bytes = b"") -> Callable[[int], bytes]:
    return lambda n: _HEADER + b"\r\n" + start + part * (n // len(part)) + end


def _html(part: bytes, start: bytes = b"", end: bytes = b"") -> Callable[[int], bytes]:
    return lambda n: _HTML + start + part * (n // len(part)) + end


def _field(name: bytes, part: bytes, end: bytes = b"") -> Callable[[int], bytes]:
    return lambda n: _HEADER + name + b": " + part * (n // len(part)) + end + b"\r\n\r\nhello\r\n"


def _padded_table(n: int) -> bytes:
    """One wide cell, and rows that a layout would pad to its width."""
    wide = b"<tr><td>" + b"x" * (n // 2) + b"</td><td>y</td></tr>"
    row = b"<tr><td>a</td><td>b</td></tr>"
    return _HTML + b"<table>" + wide + row * (n // 2 // len(row)) + b"</table>"


def _parts(n: int) -> bytes:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    return (
        _HEADER
        + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        + part * (n // len(part))
        + b"--b--\r\n"
    )


def _nested(n: int) -> bytes:
    part = b"Content-Type: message/rfc822\r\n\r\n"
    return _HEADER + b"MIME-Version: 1.0\r\n" + part * (n // len(part)) + b"\r\nhello"


def _encoded(n: int) -> bytes:
    body = b64encode(b"bonjour\n" * (n * 3 // 4 // 8))
    lines = b"\r\n".join(body[at : at + 76] for at in range(0, len(body), 76))
    return _HEADER + b"MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n" + lines


def _bounce(n: int) -> bytes:
    block = b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    return (
        _HEADER
        + b"MIME-Version: 1.0\r\n"
        + b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        + b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        + block * (n // len(block))
        + b"--b--\r\n"
    )


_START, _END = b"hello\n\nFrom: a\nTo: ", b"\nSubject: b\nDate: c\n\ntext\n"
GENERATORS: Final[Mapping[str, Callable[[int], bytes]]] = {
    "a quoted header with one long To": _text(b"a", _START, _END),
    "a quoted header with one long To of dots": _text(b"a.", _START, _END),
    "a quoted header of angles": _text(b"<", _START, _END),
    "one long line": _text(b"a"),
    "one long line of spaces": _text(b" ", end=b"x"),
    "lines of one letter": _text(b"a\n"),
    "blank lines": _text(b"\n", end=b"x"),
    "quoted lines": _text(b"> a\n"),
    "quoted and plain lines": _text(b"> a\nb\n"),
    "header labels": _text(b"From: a@b.example\nb\n"),
    "attributions": _text(b"On 2 Nov 2026 at 09:00, a@b.example wrote:\n"),
    "openings": _text(b"Le 2 nov. 2026\n"),
    "verbs": _text(b"wrote "),
    "rules": _text(b"-----\n"),
    "signature marks": _text(b"-- \n"),
    "digits": _text(b"1"),
    "dates": _text(b"1/1 "),
    "failed addresses": _text(b"<a@b.example>: 550 5.1.1 user unknown\n"),
    "status codes": _text(b"5.1.1 "),
    "flat blockquotes": _html(b"<blockquote type=cite>a</blockquote>"),
    "nested blockquotes": _html(b"<blockquote type=cite>a"),
    "nested divs": _html(b"<div>"),
    "a padded table": _padded_table,
    "a table of many rows": _html(b"<tr><td>a</td></tr>", b"<table>", b"</table>"),
    "a table of many columns": _html(b"<td>a</td>", b"<table><tr>", b"</tr></table>"),
    "nested tables": _html(b"<table><tr><td>"),
    "open tags": _html(b"<"),
    "open comments": _html(b"<!--"),
    "open scripts": _html(b"<script>"),
    "entities": _html(b"&amp;"),
    "line breaks": _html(b"<br>"),
    "paragraphs": _html(b"<p>a</p>"),
    "addresses": _field(b"Cc", b"a@b.example, "),
    "names of addresses": _field(b"Cc", b'"a" '),
    "open quotes of addresses": _field(b"Cc", b'"'),
    "comments of addresses": _field(b"Cc", b"("),
    "encoded words": _field(b"X-Long", b"=?utf-8?q?a?= "),
    "an encoded subject": _field(b"Comments", b"=?utf-8?b?"),
    "references": _field(b"References", b"<a@b.example> "),
    "open references": _field(b"References", b"<"),
    "header fields": lambda n: _HEADER + b"X-A: b\r\n" * (n // 8) + b"\r\nhello\r\n",
    "parts": _parts,
    "nested messages": _nested,
    "base64": _encoded,
    "recipients of a bounce": _bounce,
}

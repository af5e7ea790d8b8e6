"""E-mails on the wire, read back by the standard library's two parsers: what goes in comes out."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.domain.errors import Refused
from relance.domain.mail_address import Address
from relance.international import ascii_domain
from relance.rendering.mime import build_mime
from relance.rendering.outgoing import Attachment, OutgoingEmail
from relance.rendering.texts import LANGUAGES, catalogue, text

PLAIN = OutgoingEmail(
    sender=Address("claire@lumen.example", name="Claire Morel"),
    to=(Address("zoe@brasserie.example"),),
    subject="F-1",
    text="Hello\n",
    html="<p>Hello</p>\n",
    language="en",
)


def parsed(mail: OutgoingEmail) -> EmailMessage:
    message = email.message_from_bytes(build_mime(mail), policy=policy.default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert part.defects == []
    return message


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def codes(mail: OutgoingEmail) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        build_mime(mail)
    return [(fault.code, fault.field) for fault in refused.value.faults]


def test_a_small_mail_is_text_and_html_with_the_headers_of_a_person() -> None:
    message = parsed(PLAIN)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["From"] == "Claire Morel <claire@lumen.example>"
    assert message["Content-Language"] == "en"
    assert "Auto-Submitted" not in message
    for left_to_the_sender in ("Message-ID", "Date", "Bcc", "Cc", "Reply-To", "References"):
        assert left_to_the_sender not in message


def test_an_automatic_mail_says_so_to_out_of_office_replies() -> None:
    message = parsed(replace(PLAIN, automatic=True))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"


def test_reply_address_thread_and_copies_are_written() -> None:
    long_id = "0102019a-" + "f" * 80 + "@eu-west-1.amazonses.com"
    message = parsed(
        replace(
            PLAIN,
            reply_to=Address("r-abc@reply.example", name="Équipe"),
            cc=(Address("a@b.example"), Address("c@d.example", name='O"Neil, \\ Co')),
            references=("abc@reply.example", long_id),
            in_reply_to=long_id,
        )
    )
    assert str(message["Reply-To"].addresses[0]) == "Équipe <r-abc@reply.example>"
    assert [each.display_name for each in message["Cc"].addresses] == ["", 'O"Neil, \\ Co']
    assert message["References"].split() == ["<abc@reply.example>", f"<{long_id}>"]
    assert message["In-Reply-To"] == f"<{long_id}>"


def test_an_international_domain_is_written_as_dns_knows_it() -> None:
    assert parsed(replace(PLAIN, to=(Address("info@straße.example"),)))["To"] == "info@xn--strae-oqa.example"


def test_attachments_keep_their_names_and_bytes() -> None:
    names = [
        "F-1.pdf",
        'a "b" \\.pdf',
        "Relevé n° 4 – été.pdf",
        "é" * 150 + ".pdf",
        "=?utf-8?q?x?=.pdf",
        "x" * 200,
    ]
    attachments = tuple(Attachment(name, "application/pdf", bytes(range(256)) * 3) for name in names)
    message = parsed(replace(PLAIN, attachments=attachments))
    assert message.get_content_type() == "multipart/mixed"
    parts = list(message.iter_attachments())
    assert [part.get_filename() for part in parts] == names
    assert {part.get_content() for part in parts} == {bytes(range(256)) * 3}
    assert content(message, "html") == PLAIN.html


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\ud800"])
def test_a_line_break_or_control_character_in_a_header_is_refused(break_: str) -> None:
    hostile = f"x{break_}Bcc: all@example.com"
    assert codes(replace(PLAIN, subject=hostile)) == [("email_line", "subject")]
    assert codes(replace(PLAIN, sender=Address("a@b.example", name=hostile))) == [("email_line", "sender")]
    assert codes(replace(PLAIN, to=(Address(f"a@b.example{break_}"),))) == [("email_address", "to")]
    assert codes(replace(PLAIN, references=(f"a@b{break_}",))) == [("email_message_id", "references")]
    assert codes(replace(PLAIN, in_reply_to=f"a@b{break_}")) == [("email_message_id", "in_reply_to")]
    assert codes(replace(PLAIN, language=f"en{break_}")) == [("email_language", "language")]
    file = Attachment(hostile, "application/pdf", b"")
    assert codes(replace(PLAIN, attachments=(file,))) == [("email_line", "attachments")]
    file = Attachment("a.pdf", f"application/pdf{break_}", b"")
    assert codes(replace(PLAIN, attachments=(file,))) == [("email_media_type", "attachments")]


def test_every_fault_of_a_mail_is_told_at_once() -> None:
    mail = replace(
        PLAIN, to=(), cc=(Address("josé@b.example"), Address("b@-c.example")), text="\x00", html="\udc00"
    )
    assert codes(mail) == [
        ("email_address_local_part", "cc"),
        ("email_address", "cc"),
        ("email_without_recipient", "to"),
        ("email_text_character", "text"),
        ("email_text_character", "html"),
    ]


@pytest.mark.parametrize(
    "address",
    [
        *("", "a", "@b.example", "a@", "a b@c.example", "a@b@c.example", "a..b@c.example", ".a@b.example"),
        *("a@b..c", "a@b.example>", "<a@b.example", "a@b_c.example", "a@b-.example", "a@é..example"),
        *("a,b@c.example", 'a"b@c.example', "a@[1.2.3.4]", f"{'a' * 65}@b.example"),
        *(f"a@{'b' * 64}.example", f"a@{'b.' * 127}example"),
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    assert codes(replace(PLAIN, to=(Address(address),))) == [("email_address", "to")]


@pytest.mark.parametrize("media_type", ["message/rfc822", "multipart/mixed", "pdf", "a/b; c=d", ""])
def test_what_base64_cannot_carry_is_no_attachment(media_type: str) -> None:
    file = Attachment("a", media_type, b"")
    assert codes(replace(PLAIN, attachments=(file,))) == [("email_media_type", "attachments")]


def test_every_fault_has_its_words_in_every_language() -> None:
    english = catalogue("en", "email")
    for tongue in LANGUAGES:
        assert catalogue(tongue, "email").keys() == english.keys()
        assert all(text(tongue, "email", code, value="x", count=51, size=26, limit=25) for code in english)


_LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=120)
_BODY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=400) | st.text(
    alphabet="a=._- \t\r\né.\x07—", max_size=300
)
_LOCAL = st.from_regex(r"\A[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,10}(\.[a-z0-9_-]{1,5}){0,2}\Z")
_ADDRESS = st.builds(
    Address,
    st.builds("{}@{}".format, _LOCAL, st.sampled_from(["b.example", "a-b.c.example"])),
    name=_LINE | st.text(alphabet='ab "\\,;<>@()[]:.=?é', max_size=90),
)
_MAILS = st.builds(
    OutgoingEmail,
    sender=_ADDRESS,
    to=st.lists(_ADDRESS, min_size=1, max_size=3).map(tuple),
    cc=st.lists(_ADDRESS, max_size=2).map(tuple),
    reply_to=st.none() | _ADDRESS,
    subject=_LINE | st.text(alphabet="ab =?_é\U0001f600", max_size=200),
    text=_BODY,
    html=_BODY,
    language=st.sampled_from(["en", "fr-CH"]),
    attachments=st.lists(
        st.builds(
            Attachment,
            _LINE.filter(str.strip),
            st.just("application/pdf"),
            st.binary(max_size=200),
        ),
        max_size=2,
    ).map(tuple),
)


def squeezed(name: str) -> str:
    return "".join(name.split())


def decoded(value: str) -> str:
    return str(make_header(decode_header(value)))


def in_lines(value: str) -> str:
    return re.sub(r"\r\n?", "\n", value)


@settings(max_examples=150, deadline=None)
@given(_MAILS)
def test_the_modern_parser_reads_what_was_written(mail: OutgoingEmail) -> None:
    message = parsed(mail)
    assert message["Subject"] == mail.subject
    for header, addresses in (("From", (mail.sender,)), ("To", mail.to), ("Cc", mail.cc)):
        read = message[header].addresses if header in message else ()
        assert [each.addr_spec for each in read] == [each.email for each in addresses]
        # This parser puts a space between two encoded words of a name; the older one reads them exactly.
        assert [squeezed(each.display_name) for each in read] == [squeezed(each.name) for each in addresses]
    assert in_lines(content(message, "plain")) == in_lines(mail.text)
    assert in_lines(content(message, "html")) == in_lines(mail.html)
    parts = list(message.iter_attachments()) if mail.attachments else []
    assert [part.get_filename() for part in parts] == [each.filename.strip() for each in mail.attachments]
    assert [part.get_content() for part in parts] == [each.content for each in mail.attachments]


@settings(max_examples=150, deadline=None)
@given(_MAILS)
def test_the_older_parser_reads_what_was_written(mail: OutgoingEmail) -> None:
    message: Message = email.message_from_bytes(build_mime(mail), policy=policy.compat32)
    assert decoded(message["Subject"]) == mail.subject
    read = [(decoded(name).split(), address) for name, address in getaddresses([message["To"]])]
    assert read == [(each.name.split(), each.email) for each in mail.to]
    leaves = [part for part in message.walk() if not part.is_multipart()]
    bodies = [part.get_payload(decode=True) for part in leaves]
    sent = [in_lines(part).replace("\n", "\r\n").encode() for part in (mail.text, mail.html)]
    assert bodies == [*sent, *(each.content for each in mail.attachments)]


@settings(max_examples=100, deadline=None)
@given(_MAILS)
def test_lines_are_short_ascii_and_end_with_crlf(mail: OutgoingEmail) -> None:
    wire = build_mime(mail)
    lines = wire.split(b"\r\n")
    assert wire.isascii()
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert all(len(line) <= 76 for line in lines)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_any_domain_is_one_or_is_not(domain: str) -> None:
    read = ascii_domain(domain)
    assert read is None or (read.isascii() and 0 < len(read) <= 253)

"""winmail.dat is opened; a damaged or malicious one is kept as it is."""

from __future__ import annotations

import base64
import struct

import pytest

from relance.inbound import parse
from relance.inbound.tnef import Unreadable, opened

_MESSAGE, _FILE = 1, 2
_BODY, _MAPI, _START, _TITLE, _DATA = 0x2800C, 0x69003, 0x69002, 0x18010, 0x6800F


def tnef(*objects: tuple[int, int, bytes]) -> bytes:
    """MS-OXTNEF: signature, key, then level, attribute, length, data and checksum of each object."""
    packed = (
        struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
        for level, name, data in objects
    )
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(packed)


WITH_FILE = tnef(
    (_MESSAGE, _BODY, b"Paid yesterday.\x00"),
    (_FILE, _START, bytes(14)),
    (_FILE, _TITLE, b"proof.pdf\x00"),
    (_FILE, _DATA, b"%PDF-1.7 proof"),
)


def carrying(content: bytes) -> bytes:
    head = b"From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n\n--b\n"
    part = b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
    return head + part + base64.encodebytes(content) + b"--b--\n"


def test_the_body_and_the_files_inside_are_read() -> None:
    mail = parse(carrying(WITH_FILE))
    assert mail.text == "Paid yesterday."
    assert [(one.name, one.content) for one in mail.attachments] == [("proof.pdf", b"%PDF-1.7 proof")]


def test_a_name_inside_cannot_leave_its_folder() -> None:
    (file,) = opened(tnef((_FILE, _START, bytes(14)), (_FILE, _TITLE, b"..\\..\\evil.exe\x00"))).attachments
    assert file.name == "evil.exe"


@pytest.mark.parametrize("content", [b"", b"not TNEF", WITH_FILE[:7], bytes(400)])
def test_a_damaged_file_is_kept_as_an_attachment(content: bytes) -> None:
    mail = parse(carrying(content))
    assert [one.name for one in mail.attachments] == ["winmail.dat"]
    assert "unread-tnef" in mail.defects


def test_counts_of_billions_are_not_believed() -> None:
    two_bytes_four_billion_times = struct.pack("<IHHI", 1, 0x1002, 0x3001, 0xFFFFFFFF)
    with pytest.raises(Unreadable, match="too long"):
        opened(tnef((_MESSAGE, _MAPI, two_bytes_four_billion_times + bytes(64))))

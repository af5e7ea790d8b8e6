"""A ZIP of files, read as one: each member inflated under a limit, and never written anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from relance.domain.errors import Fault, Refused

MOST_MEMBERS: Final = 2_000
MOST_BYTES: Final = 60 * 1024**2
"""Of all members together, inflated."""
MOST_OF_ONE: Final = 20 * 1024**2
MOST_RATIO: Final = 100
RATIO_FREE: Final = 1024**2
_CHUNK: Final = 256 * 1024

# What programs put beside the files that a person packed.
_BESIDE: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_BROKEN: Final = (BadZipFile, ZlibError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Member:
    """`refused` says why a member was not inflated; its content is empty then."""

    name: str
    content: bytes = b""
    refused: Fault | None = None


def members(data: bytes) -> Iterator[Member]:
    """Every file in the archive, one at a time. Raises Refused for an archive that is none or too much."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not _is_beside(entry)]
            if len(entries) > MOST_MEMBERS:
                raise _too_much()
            if any(not _is_plain(entry.filename) for entry in entries):
                raise Refused(Fault("zip_path", "file"))
            if not entries:
                raise Refused(Fault("empty_file", "file"))
            left = MOST_BYTES
            for entry in entries:
                member = _member(archive, entry, left)
                left -= len(member.content)
                yield member
    except Refused:
        raise
    except _BROKEN as error:
        raise Refused(Fault("damaged_zip", "file")) from error


def _is_beside(entry: ZipInfo) -> bool:
    name = entry.filename.rpartition("/")[2]
    return entry.is_dir() or entry.filename.startswith(_BESIDE) or name in _BESIDE or name.startswith("._")


def _is_plain(name: str) -> bool:
    """Whether the name stays inside the folder it would be unpacked into."""
    parts = name.replace("\\", "/").split("/")
    is_absolute = name.startswith(("/", "\\")) or name[1:2] == ":"
    return not is_absolute and ".." not in parts and "\x00" not in name


def _member(archive: ZipFile, entry: ZipInfo, left: int) -> Member:
    """Measured while it is inflated: a ZIP directory may lie."""
    if entry.flag_bits & 0x1:
        return Member(entry.filename, refused=Fault("zip_encrypted", "file"))
    allowed = min(left, MOST_OF_ONE, max(RATIO_FREE, entry.compress_size * MOST_RATIO))
    content = bytearray()
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                content += chunk
                if len(content) > allowed:
                    raise _too_much()
    except Refused:
        raise
    except _BROKEN:
        return Member(entry.filename, refused=Fault("damaged_zip", "file"))
    return Member(entry.filename, bytes(content))


def _too_much() -> Refused:
    return Refused(
        Fault("zip_too_large", "file", {"megabytes": MOST_BYTES // 1024**2, "limit": MOST_MEMBERS})
    )

"""The worst e-invoices, PDF files, archives and accounting files known, each of about `n` bytes."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from benchmarks.worst.files import read

__all__ = ["GENERATORS", "read"]

_UBL = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">'
_FEC = (
    b"JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\t"
    b"PieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\n"
)
_CDAR = b'<r:CrossDomainAcknowledgementAndResponse xmlns:r="urn:r"><AcknowledgementDocument>'


def _xml(part: bytes, start: bytes = _UBL, end: bytes = b"</Invoice>") -> Callable[[int], bytes]:
    """`n` bytes of one part; `%d` in it counts."""

    def made(n: int) -> bytes:
        count = n // len(part)
        parts = (part.replace(b"%d", b"%d" % at) for at in range(count)) if b"%d" in part else [part] * count
        return start + b"".join(parts) + end

    return made


def _laughs(n: int) -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (at, b"&l%d;" % (at - 1) * 10) for at in range(1, n // 60))
    return b'<!DOCTYPE a [<!ENTITY l0 "lol">' + entities + b"]><a>&l9;</a>"


def _pdf(part: bytes, end: bytes = b"startxref\n9\n%%EOF") -> Callable[[int], bytes]:
    return _xml(part, b"%PDF-1.7\n", end)


def _object_streams(n: int) -> bytes:
    """Object streams that each unpack to a thousand times their size, and name each other."""
    packed = zlib.compress(b"0 0 " * 250_000, 9)
    head = b"%d 0 obj\n<</Type/ObjStm/N 9/First 9/Extends %d 0 R/Filter/FlateDecode/Length %d>>stream\n"
    count = max(1, n // (len(packed) + 100))
    body, places, at = [b"%PDF-1.7\n"], [], 9
    for number in range(1, count + 1):
        places.append(at)
        made = head % (number, number % count + 1, len(packed)) + packed + b"\nendstream\nendobj\n"
        body.append(made)
        at += len(made)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count + 1, at)
    return b"".join(body) + b"xref\n0 %d\n0000000000 65535 f \n" % (count + 1) + table + trailer


def _objects(content: bytes) -> Callable[[int], bytes]:
    """A sound PDF of as many objects as fit, all of them found by its table."""

    def made(n: int) -> bytes:
        body, places = [b"%PDF-1.7\n"], []
        at = 9
        for number in range(1, max(3, n // (len(content) + 40)) + 1):
            said = (
                b"<</Type/Catalog/AF 2 0 R>>" if number == 1 else content.replace(b"%d", b"%d" % (number + 1))
            )
            whole = b"%d 0 obj\n%s\nendobj\n" % (number, said)
            places.append(at)
            body.append(whole)
            at += len(whole)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        size = len(places) + 1
        head = b"xref\n0 %d\n0000000000 65535 f \n" % size
        end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, at)
        return b"".join(body) + head + table + end

    return made


def _zip(
    member: Callable[[int], bytes], members: int = 1, method: int = zipfile.ZIP_DEFLATED
) -> Callable[[int], bytes]:
    def made(n: int) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            for at in range(members):
                archive.writestr(f"{at}.xml", member(n // members))
        return out.getvalue()

    return made


def _bomb(n: int) -> bytes:
    """Unpacks to about a thousand times its size."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("0.xml", "w") as member:
        for _ in range(900):
            member.write(bytes(n))
    return out.getvalue()


def _members(n: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for at in range(n // 100):
            archive.writestr(f"{at}", b"")
    return out.getvalue()


_ENTRY = b"VE\tVE\t%d\t20260105\t411000\tClients\tC%d\tDupont\tF-%d\t20260105\tFacture\t1,00\t0,00\t\n"
_OF_ONE = _ENTRY.replace(b"C%d", b"C1").replace(b"F-%d", b"F-1")

GENERATORS: Final[Mapping[str, Callable[[int], bytes]]] = {
    "entities": _laughs,
    "elements": _xml(b"<a/>"),
    "elements inside a line": _xml(b"<a/>", _UBL + b"<InvoiceLine>", b"</InvoiceLine></Invoice>"),
    "elements in elements": _xml(b"<a>", b"", b""),
    "namespaces in namespaces": _xml(b'<a xmlns="u%d">', b"", b""),
    "attributes of one element": _xml(b' a%d="1"', b"<a", b"/>"),
    "attributes of many elements": _xml(b'<a b="1" c="2" d="3"/>'),
    "lines of an invoice": _xml(b"<InvoiceLine><ID>%d</ID></InvoiceLine>"),
    "due dates": _xml(b"<PaymentMeans><PaymentDueDate>2026-01-01</PaymentDueDate></PaymentMeans>"),
    "text in pieces": _xml(b"&amp;a", _UBL + b"<ID>", b"</ID></Invoice>"),
    "comments": _xml(b"<!--a-->"),
    "marks of tags": _xml(b"<", b"<a>", b""),
    "a tag without end": _xml(b"a ", b"<a ", b""),
    "statuses of a message": _xml(
        b"<ReferenceReferencedDocument><IssuerAssignedID>F-%d</IssuerAssignedID></ReferenceReferencedDocument>",
        _CDAR, b"</AcknowledgementDocument></r:CrossDomainAcknowledgementAndResponse>",
    ),
    "a table of statuses": _xml(b"F-%d;207;QTE_ERR;2026-11-03\n", b"number;status;reason;date\n", b""),
    "a PDF of objects without a table": _pdf(b"%d 0 obj\n<</A %d 0 R>>\nendobj\n"),
    "a PDF of open brackets": _pdf(b"<<"),
    "a PDF of open lists": _pdf(b"["),
    "a PDF of open texts": _pdf(b"("),
    "a PDF of places": _pdf(b"startxref\n0\n"),
    "a PDF of trailers": _pdf(b"trailer\n<</Root 1 0 R/Prev 9>>\n"),
    "a PDF of object streams": _object_streams,
    "a PDF of objects": _objects(b"<</S/None/A %d 0 R>>"),
    "a PDF of objects in a chain": _objects(b"%d 0 R"),
    "a PDF of lists in lists": _objects(b"[" * 50 + b"]" * 50),
    "an archive of nothing": _zip(lambda n: b"\0" * n),
    "an archive that unpacks to far more": _bomb,
    "an archive of empty files": _members,
    "an archive of archives": _zip(_zip(_xml(b"<a/>")), 20, zipfile.ZIP_STORED),
    "an archive of invoices": _zip(_xml(b"<ID>%d</ID>"), 100, zipfile.ZIP_STORED),
    "entries of many customers": _xml(_ENTRY, _FEC, b""),
    "entries of one number": _xml(_OF_ONE, _FEC, b""),
    "entries of one letter": _xml(_OF_ONE[:-2] + b"AA\n", _FEC, b""),
    "entries of too many cells": _xml(_OF_ONE.replace(b"Facture", b"a\tb\tc\td"), _FEC, b""),
    "an entry of cells": _xml(b"\t", _FEC + b"VE", b""),
}  # fmt: skip

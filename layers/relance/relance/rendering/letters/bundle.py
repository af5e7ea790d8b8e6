"""A letter and its attachments as one file, for who prints on both sides: each document begins on a sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter

from relance.rendering.letters.attachment import LetterFile
from relance.rendering.letters.typeset import Printed


def bundle(printed: Printed, attachments: Sequence[LetterFile]) -> bytes:
    """The same bytes for the same files. For files that `checking.check` found no fault in."""
    writer = PdfWriter()
    for content in (printed.pdf, *(file.content for file in attachments)):
        if len(writer.pages) % 2:
            writer.add_blank_page()
        writer.append(PdfReader(io.BytesIO(content)), import_outline=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()

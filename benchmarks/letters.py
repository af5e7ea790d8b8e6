"""What a letter costs: CPU a page, beside the same pages set by reportlab in the same run, and memory.

python -m benchmarks.letters [--rounds 15]
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from local.letters import letters
from relance.rendering.letters.attachment import LetterFile
from relance.rendering.letters.bundle import bundle
from relance.rendering.letters.checking import check
from relance.rendering.letters.fonts import faces_for
from relance.rendering.letters.letter import Letter
from relance.rendering.letters.limits import limits_of
from relance.rendering.letters.payment import epc_picture
from relance.rendering.letters.profile import profile
from relance.rendering.letters.typeset import typeset

_LAYOUT = profile("fr-dl")
_SIZES = {"one_page": "fr-reminder", "three_pages": "fr-three-pages"}
_ATTACHMENTS = 10


class ReportlabLetter:
    """The letter's logo, texts, table and payment block at the same places, by reportlab's canvas."""

    def __init__(self, letter: Letter) -> None:
        self._letter = letter
        # As we do: fonts are read for each letter, none is kept from the one before.
        faces = faces_for(letter.texts())
        pdfmetrics.registerFont(TTFont("letter", str(faces.regular)))
        pdfmetrics.registerFont(TTFont("letter-bold", str(faces.bold)))
        self._out = io.BytesIO()
        self._canvas = Canvas(self._out, pagesize=A4, lang=letter.language)
        self._y = 0.0
        self.pages = 1

    def pdf(self) -> bytes:
        letter = self._letter
        if letter.letterhead.logo:
            self._canvas.drawImage(
                ImageReader(io.BytesIO(letter.letterhead.logo)), 20 * mm, 262 * mm, 54 * mm, 18 * mm
            )
        self._lines(
            20, 32, [letter.letterhead.name, *letter.letterhead.address.lines, *letter.letterhead.contact]
        )
        self._lines(20, 57, [f"{each.label} {each.value}" for each in letter.references], 8)
        self._lines(110, 55, letter.recipient)
        self._lines(110, 97, [letter.dateline])
        self._y = 105
        self._text(letter.subject, bold=True)
        self._text(letter.before)
        for table in letter.tables:
            self._table(table)
        self._text(letter.statement, 8)
        if letter.account and letter.due and (code := epc_picture(letter.account, letter.due)):
            self._need(32)
            self._canvas.rect(20 * mm, (297 - self._y - 30) * mm, 170 * mm, 30 * mm)
            at = (162 * mm, (297 - self._y - 28) * mm, 26 * mm, 26 * mm)
            self._canvas.drawImage(ImageReader(io.BytesIO(code)), *at)
            self._lines(
                24, self._y + 3, [letter.account.holder, letter.account.written_iban, letter.account.bic], 9
            )
            self._y += 33
        self._text(letter.after)
        self._text("\n".join(letter.signature))
        self._text(", ".join(letter.enclosures), 8)
        self._foot()
        self._canvas.showPage()
        self._canvas.save()
        return self._out.getvalue()

    def _lines(self, x: float, y: float, lines: Any, size: float = 10) -> None:
        self._canvas.setFont("letter", size)
        for line in lines:
            y += size * 0.45
            self._canvas.drawString(x * mm, (297 - y) * mm, line)

    def _text(self, words: str, size: float = 10, bold: bool = False) -> None:
        font = "letter-bold" if bold else "letter"
        for part in words.split("\n"):
            for line in simpleSplit(part, font, size, 170 * mm) or [""]:
                self._need(size * 0.45)
                self._canvas.setFont(font, size)
                self._y += size * 0.45
                self._canvas.drawString(20 * mm, (297 - self._y) * mm, line)

    def _table(self, table: Any) -> None:
        rights = (70, 95, 120, 140, 165, 190)
        rows = [table.headings, *(row.cells for row in table.rows)]
        rows += [("", "", "", "", *each) for each in (*table.sums, table.total)]
        for cells in rows:
            self._need(5.5)
            self._canvas.setFont("letter", 9)
            self._y += 5.5
            for right, cell in zip(rights, cells, strict=True):
                self._canvas.drawRightString(right * mm, (297 - self._y) * mm, cell)

    def _need(self, height: float) -> None:
        if self._y + height > 272:
            self._foot()
            self._canvas.showPage()
            self.pages += 1
            self._y = 20

    def _foot(self) -> None:
        self._lines(60, 280, [self._letter.letterhead.footer], 7)
        self._lines(180, 286, [f"Page {self.pages}"], 8)


def cpu_ms(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def measure(letter: Letter, rounds: int) -> dict[str, float]:
    """Rounds of ours and of reportlab alternate: what else the machine does falls on both."""
    ours, theirs = [], []
    pages = typeset(letter, _LAYOUT).pages
    reference = ReportlabLetter(letter)
    reference.pdf()
    for _ in range(rounds):
        ours.append(cpu_ms(lambda: typeset(letter, _LAYOUT)))
        theirs.append(cpu_ms(lambda: ReportlabLetter(letter).pdf()))
    per_page, other = median(ours) / pages, median(theirs) / reference.pages
    return {
        "pages": pages,
        "reportlab_pages": reference.pages,
        "cpu_ms_per_page": round(per_page, 1),
        "cpu_ms_per_letter": round(median(ours), 1),
        "reportlab_cpu_ms_per_letter": round(median(theirs), 1),
        "ratio_to_reportlab": round(per_page / other, 2),
    }


def with_attachments(letter: Letter, rounds: int) -> dict[str, float]:
    """Ten invoices of two pages, checked and bound to the letter."""
    printed = typeset(letter, _LAYOUT)
    invoice = typeset(replace(letter, account=None), _LAYOUT).pdf
    files = [LetterFile(f"F-{number}.pdf", invoice) for number in range(_ATTACHMENTS)]
    limits = limits_of("print-shop")

    def checked() -> None:
        assert not check(printed, letter.debtor, letter.service, files, _LAYOUT, limits).faults

    return {
        "attachments": _ATTACHMENTS,
        "cpu_ms_check": round(median(cpu_ms(checked) for _ in range(rounds)), 1),
        "cpu_ms_bundle": round(median(cpu_ms(lambda: bundle(printed, files)) for _ in range(rounds)), 1),
        "bundle_kb": len(bundle(printed, files)) // 1000,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    shown = {each.name: each.letter for each in letters()}
    figures: dict[str, Any] = {size: measure(shown[name], rounds) for size, name in _SIZES.items()}
    figures["one_page_without_code"] = measure(replace(shown["fr-reminder"], due=None), rounds)
    figures["ten_attachments"] = with_attachments(shown["fr-formal_notice"], rounds)
    figures["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

"""`relance classify DIR --json`: what each mail of a folder is, and how that compares with labels."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from local.errors import LaptopError
from relance.domain.inbox import Check, Scan
from relance.inbound import Mail, Verdict, classify, parse, reply_text
from relance.inbound.reader import is_verified
from relance.inbound.shown import shown
from relance.inbound.verdict import (
    AutoReply,
    Bounce,
    Bulk,
    Complaint,
    ForwardingConfirmation,
    HumanReply,
    ReadReceipt,
    Virus,
)

_LONGEST_RESULTS = 5_000
_RESULT = re.compile(r"\b(spf|dkim|dmarc)\s?=\s?([a-z]+)")
_HEADER_FROM = re.compile(r"header\.from\s?=\s?\"?(?:[^\s;@]{1,100}@)?([\w.-]+)")
_SUFFIXES = {".eml", ".txt"}  # .txt: mails saved as such, headers and all


def classify_folder(folder: Path | str) -> Iterator[dict[str, Any]]:
    """One line for each mail under `folder`, in the order of their names.

    `file` (relative to the folder), `class` (human_reply, auto_reply, bounce, complaint, other), `subclass`,
    `evidence` (codes), `from`, `recipients` (the addresses that a bounce or a complaint names), `verified`
    (whether the domain of `from` vouches for the mail) and `visible_text`.
    """
    root = Path(folder)
    for path in sorted(root.rglob("*")):
        if path.suffix.lower() in _SUFFIXES and path.is_file():
            yield {"file": path.relative_to(root).as_posix(), **described(path.read_bytes())}


def described(raw: bytes) -> dict[str, Any]:
    """The same, for the bytes of one mail."""
    mail = parse(raw)
    verdict = classify(mail)
    name, subclass = labels(verdict, mail)
    return {
        "class": name,
        "subclass": subclass,
        "evidence": list(verdict.evidence),
        "from": mail.sender.email,
        "recipients": _recipients(verdict),
        "verified": is_verified(mail, _scan(mail)),
        "visible_text": shown(mail),
    }


def _recipients(verdict: Verdict) -> list[str]:
    match verdict:
        case Bounce(recipients=failed):
            return [recipient.email for recipient in failed]
        case Complaint(recipients=complained):
            return list(complained)
        case _:
            return []


def _scan(mail: Mail) -> Scan:
    """What the topmost Authentication-Results says, which the server wrote that received the mail.

    A file has no receipt event. In the product only that event counts: this field can be forged.
    """
    said = mail.headers.get("Authentication-Results")[:_LONGEST_RESULTS].lower()
    results = dict(_RESULT.findall(said))
    header_from = _HEADER_FROM.search(said)
    is_about = header_from is None or header_from[1] == mail.sender.domain
    return Scan(
        spf=_check(results.get("spf")),
        dkim=_check(results.get("dkim")),
        dmarc=_check(results.get("dmarc")) if is_about else Check.FAIL,
    )


def _check(result: str | None) -> Check:
    return {"pass": Check.PASS, None: Check.GRAY, "none": Check.GRAY}.get(result, Check.FAIL)


def labels(verdict: Verdict, mail: Mail) -> tuple[str, str]:
    """Class and subclass as a labelled corpus names them."""
    match verdict:
        case HumanReply():
            return "human_reply", "reply" if mail.is_answer or reply_text(mail.text).has_quotation else "new"
        case AutoReply(strength=strength):
            return "auto_reply", strength
        case Bounce(permanence=permanence):
            return "bounce", permanence
        case Complaint(kind=kind):
            return "complaint", kind
        case ReadReceipt(kind=kind) | Bulk(kind=kind):
            return "other", kind
        case ForwardingConfirmation():
            return "other", "forwarding_confirmation"
        case Virus():
            return "other", "virus"


def confusion(manifest: Path) -> Counter[tuple[str, str]]:
    """(labelled class, class found) -> mails, for the whole mails a corpus's manifest.json lists."""
    entries = json.loads(manifest.read_text(encoding="utf-8"))
    mails = (entry for entry in entries if entry["kind"] == "eml")
    return Counter((entry["class"], _class_of(manifest.parent / entry["file"])) for entry in mails)


def _class_of(path: Path) -> str:
    found: str = described(path.read_bytes())["class"]
    return found


def matrix(counts: Counter[tuple[str, str]]) -> Iterator[str]:
    """The confusion matrix as lines: labelled classes down, found classes across."""
    names = sorted({name for pair in counts for name in pair})
    yield _row("labelled \\ found", names)
    for labelled in names:
        yield _row(labelled, [str(counts[labelled, found]) for found in names])
    right = sum(count for (labelled, found), count in counts.items() if labelled == found)
    yield f"accuracy {right / max(1, counts.total()):.4f} of {counts.total()}"


def _row(head: str, cells: Iterable[str]) -> str:
    return f"{head:<18}" + "".join(f"{cell:>13}" for cell in cells)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("folder", type=Path, nargs="?", help="a folder of .eml files, read with its sub-folders")
    add("--json", action="store_true", help="one JSON object a line")
    add("--matrix", type=Path, metavar="MANIFEST", help="compare with the labels of a corpus")


def run(asked: argparse.Namespace) -> int:
    """0. Raises LaptopError when there is nothing to read."""
    if asked.matrix:
        lines: Iterable[str] = matrix(confusion(asked.matrix))
    elif asked.folder and asked.folder.is_dir():
        found = classify_folder(asked.folder)
        lines = (json.dumps(line, ensure_ascii=False) if asked.json else _summary(line) for line in found)
    else:
        raise LaptopError(f"folder: {asked.folder or 'nothing'} is no folder; give one that holds .eml files")
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="relance classify", description=__doc__)
    add_arguments(parser)
    try:
        return run(parser.parse_args(arguments))
    except LaptopError as error:
        parser.error(str(error))


def _summary(line: dict[str, Any]) -> str:
    return f"{line['class']:<12} {line['subclass']:<14} {line['file']}  {' '.join(line['evidence'])}"


if __name__ == "__main__":
    sys.exit(main())

"""The repository as a whole: nothing unfinished, nothing of one machine, every function shown and tested."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.guard.repository import ROOT, Doctored, Rule, Texts
from tests.patience import PATIENCE

# Put together here, so that this file does not break its own rule.
_UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "HA" + "CK", "X" + "XX")) + r")\b")
_COMMAND = re.compile(r"^\s*make ([a-z][a-z-]*)|`make ([a-z][a-z-]*)", re.MULTILINE)
_TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def nothing_is_left_unfinished(texts: Texts) -> Iterator[str]:
    for path, text in texts.items():
        yield from (f"{path}: {found[0]}" for found in _UNFINISHED.finditer(text))


def no_file_knows_the_machine_it_was_written_on(texts: Texts) -> Iterator[str]:
    here = [f"{place}/" for place in (ROOT.as_posix(), ROOT.parent.as_posix(), Path.home().as_posix())]
    places = [place for place in here if len(place) > 2]
    for path, text in texts.items():
        if any(re.search(rf"(?<![\w./-]){re.escape(place)}", text) for place in places):
            yield path


def every_function_has_its_parts(texts: Texts) -> Iterator[str]:
    """app.py, sample events that are JSON, and a test that feeds each of them to it."""
    functions = {path.split("/")[1] for path in texts if path.startswith("functions/")}
    samples = {path for path in texts if path.startswith("events/")}
    tests = "".join(text for path, text in texts.items() if re.match("tests/(?!guard/).*[.]py$", path))
    for name in sorted(functions):
        own = [path for path in samples if path.startswith(f"events/{name}/")]
        if f"functions/{name}/app.py" not in texts:
            yield f"functions/{name} has no app.py"
        if not own:
            yield f"events/{name} has no sample"
        if f'"{name}/' not in tests and f"events/{name}" not in tests:
            yield f"no test feeds a sample to {name}"
        yield from (f"{path} is not JSON" for path in own if not _is_json(texts[path]))
    for path in samples:
        if path.split("/")[1] not in functions:
            yield f"{path} is no function's"


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def every_command_of_the_readme_is_in_the_makefile(texts: Texts) -> Iterator[str]:
    targets = set(_TARGET.findall(texts["Makefile"]))
    for path, text in texts.items():
        if path.endswith(".md"):
            asked = {one or other for one, other in _COMMAND.findall(text)}
            yield from (f"{path}: make {name}" for name in sorted(asked - targets))


RULES: Mapping[Rule, tuple[Doctored, ...]] = {
    nothing_is_left_unfinished: (Doctored("Makefile", f"# {'TO' + 'DO'}: later"),),
    no_file_knows_the_machine_it_was_written_on: (Doctored("docs/runbook.md", f"cd {ROOT}/ && make test"),),
    every_function_has_its_parts: (
        Doctored("functions/new/app.py", "app = 1"),
        Doctored("events/sweep/tick.json", "{"),
        Doctored("events/gone/tick.json", "{}"),
    ),
    every_command_of_the_readme_is_in_the_makefile: (
        Doctored("README.md", "    make coffee"),
        Doctored("docs/runbook.md", "then `make coffee`"),
    ),
}


@pytest.fixture(scope="module")
def repository() -> Texts:
    """Every file that is tracked or about to be; those that are no text are left out."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files are the project's is not known")
    command = [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE)  # noqa: S603 - our own words
    found = {}
    for name in listed.stdout.decode().split("\0"):
        try:
            found[name] = (ROOT / name).read_text(encoding="utf-8") if name else ""
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_repository_keeps(rule: Rule, repository: Texts) -> None:
    assert list(rule(repository)) == []


CAUGHT = [(rule, change) for rule, changes in RULES.items() for change in changes]


@pytest.mark.parametrize(("rule", "change"), CAUGHT, ids=[f"{r.__name__}-{c.path}" for r, c in CAUGHT])
def test_a_repository_that_does_not_is_caught_by(rule: Rule, change: Doctored, repository: Texts) -> None:
    assert set(rule(change.of(repository))) - set(rule(repository))

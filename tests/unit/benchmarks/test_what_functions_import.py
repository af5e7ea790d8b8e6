"""A function starts with what it needs: the heavy libraries of others stay out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[3]
_RENDERING = ("jinja2", "babel")
_DOCUMENTS = ("fpdf", "openpyxl", "holidays")


@pytest.mark.parametrize(
    ("function", "others"),
    [
        ("dispatch_due", ("pydantic", *_RENDERING, *_DOCUMENTS)),
        ("sweep", ("pydantic", *_RENDERING, *_DOCUMENTS)),
        ("record_email_event", (*_RENDERING, *_DOCUMENTS)),
        ("execute_step", _DOCUMENTS),
        ("import_file", _DOCUMENTS),
    ],
)
def test_a_function_starts_without_the_libraries_of_others(function: str, others: tuple[str, ...]) -> None:
    program = f"import functions.{function}.app, sys; print(*(m for m in {others!r} if m in sys.modules))"
    names = {"POWERTOOLS_SERVICE_NAME": "relance", "POWERTOOLS_METRICS_NAMESPACE": "Relance"}
    run = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-c", program],
        cwd=_ROOT,
        env={**os.environ, **names},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == []

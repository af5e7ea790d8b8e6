"""Settings, words, faults and the process's arguments."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from local.mail.faults import FaultKind, Faults, InjectedFault
from local.mail.settings import Listen, MailSettings
from local.mail.words import LANGUAGES, Words, preferred
from tests.patience import PATIENCE


@pytest.mark.parametrize("text", ["8025", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000", ":8025"])
def test_where_to_listen_is_a_host_and_a_port(text: str) -> None:
    assert str(Listen.parse("127.0.0.1:8025")) == "127.0.0.1:8025"
    with pytest.raises(ValueError, match="HOST:PORT"):
        Listen.parse(text)


def test_message_ids_look_as_in_their_region() -> None:
    assert MailSettings(Path()).message_id_domain == "email.amazonses.com"
    assert MailSettings(Path(), region="eu-west-1").message_id_domain == "eu-west-1.amazonses.com"


def test_both_languages_say_everything_the_pages_ask_for() -> None:
    pages = "".join(
        page.read_text("utf-8")
        for page in files("local.mail").joinpath("templates").iterdir()
        if page.name.endswith(".html")
    )
    asked = set(re.findall(r'\bt\("(\w+)"', pages))
    english, french = (Words.of(language).catalogue for language in LANGUAGES)
    assert english.keys() == french.keys()
    assert asked <= english.keys()


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "en"), ("fr", "fr"), ("de, fr-CA;q=0.5, en;q=0.4", "fr"), ("fr;q=0, de", "en"), ("fr;q=x", "en")],
)
def test_the_best_language_we_have_is_chosen(header: str, language: str) -> None:
    assert preferred(header) == language


def test_a_fault_is_used_up_and_leaves_others_alone() -> None:
    faults = Faults()
    faults.add(InjectedFault(FaultKind.REJECT, count=2, to="*@Client.example"))
    faults.add(InjectedFault(FaultKind.THROTTLE))
    client, other = ["Zoe@client.example"], ["max@other.example"]
    kinds = [fault.kind if (fault := faults.next_for(to)) else None for to in (client, other, client, client)]
    assert kinds == [FaultKind.REJECT, FaultKind.THROTTLE, FaultKind.REJECT, None]


def test_a_bucket_without_a_function_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "local.mail", "--state", str(tmp_path), "--bucket", "b"]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603
    assert refused.returncode == 2
    assert "--bucket and --receive-function go together" in refused.stderr

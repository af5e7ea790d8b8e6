"""Settings: what the deployment says, under the names of template.yaml's variables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from relance.runtime.settings import settings
from relance.store.dynamo.tables import TableSettings

# As template.yaml names them, with what each is read as.
VARIABLES = {
    "CORE_TABLE": "core_table",
    "LOG_TABLE": "log_table",
    "EXECUTE_STEP_QUEUE_URL": "execute_step_queue_url",
    "DROP_BUCKET": "drop_bucket",
    "CONFIGURATION_SET": "configuration_set",
    "FALLBACK_SENDER": "fallback_sender",
    "REPLY_DOMAIN": "reply_domain",
    "REPLY_SECRET_ARN": "reply_secret_arn",
}
OTHERS = ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "DUE_SHARDS")


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (*VARIABLES, *OTHERS, "RELANCE_CLOCK_FILE"):
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_each_variable_is_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, f"value of {name}")
    assert {name: getattr(settings(), attribute) for name, attribute in VARIABLES.items()} == {
        name: f"value of {name}" for name in VARIABLES
    }


def test_a_variable_that_a_function_is_not_given_reads_as_empty() -> None:
    assert {getattr(settings(), attribute) for attribute in VARIABLES.values()} == {""}
    assert (settings().endpoint, settings().clock_file) == (None, None)


def test_the_tables_know_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("CORE_TABLE", "c"), ("LOG_TABLE", "l"), ("AWS_REGION", "eu-north-1")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DUE_SHARDS", "4")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert settings().tables == TableSettings("c", "l", "eu-north-1", "http://127.0.0.1:1", 4)


def test_dynamodb_s_own_endpoint_goes_before_everybody_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:2")
    assert settings().endpoint == "http://127.0.0.1:2"


def test_a_laptop_has_a_clock_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELANCE_CLOCK_FILE", "state/clock.json")
    assert settings().clock_file == Path("state/clock.json")


def test_they_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = settings()
    monkeypatch.setenv("CORE_TABLE", "another")
    assert settings() is first

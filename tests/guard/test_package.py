"""The package keeps the house rules: pure rooms, one reader of the environment, keys that name the tenant."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping

import pytest

from tests.guard.repository import (
    PACKAGE,
    ROOT,
    Doctored,
    Rule,
    Texts,
    calls,
    dotted,
    imported,
    nodes,
    texts_of,
)

PURE = ("domain/", "usecases/")
_CLOCKS = {
    *(
        f"{of}.{ask}"
        for of in ("datetime", "date", "datetime.datetime")
        for ask in ("now", "utcnow", "today")
    ),
    *(f"time.{ask}" for ask in ("time", "time_ns", "monotonic", "perf_counter")),
}
_DICE = {"uuid", "random", "secrets", "time"}
_NO_TENANT_S = {"watermark", "sender_domain", "sender_domain_look"}


def every_key_takes_the_organization_first(texts: Texts) -> Iterator[str]:
    """A `DueEntry` names its organization itself. No tenant's are: how far a schedule has looked; and whose a
    sender domain is, where all tenants have to meet so that one alone has it.
    """
    for node in nodes(texts["store/keys.py"]):
        if not isinstance(node, ast.FunctionDef) or node.name in _NO_TENANT_S:
            continue
        if node.returns is None or ast.unparse(node.returns) not in ("Key", "IndexKey"):
            continue
        first = node.args.args[0]
        said = (first.arg, ast.unparse(first.annotation) if first.annotation else "")
        if said not in (("org", "str"), ("waits", "DueEntry")):
            yield node.name


def keys_are_built_in_one_place(texts: Texts) -> Iterator[str]:
    for path, text in texts.items():
        if path.startswith("store/") and path != "store/keys.py":
            for node in nodes(text):
                if isinstance(node, ast.Constant) and str(node.value).startswith(("O#", "SYSTEM")):
                    yield f"{path}:{node.lineno}"


def only_the_settings_read_the_environment(texts: Texts) -> Iterator[str]:
    for path, text in texts.items():
        if path == "runtime/settings.py":
            continue
        for node in nodes(text):
            if isinstance(node, ast.expr) and dotted(node) in ("os.environ", "os.getenv"):
                yield f"{path}:{node.lineno}"
        if "from os import" in text:
            yield path


def pure_rooms_have_no_clock_and_no_dice(texts: Texts) -> Iterator[str]:
    for path, text in texts.items():
        if path.startswith(PURE):
            yield from (f"{path}: {name}" for name in imported(text) if name.split(".")[0] in _DICE)
            yield from (f"{path}:{call.lineno} {name}" for name, call in calls(text) if name in _CLOCKS)


def the_domain_knows_the_standard_library_and_itself(texts: Texts) -> Iterator[str]:
    for path, text in texts.items():
        if path.startswith("domain/"):
            for name in imported(text):
                if (
                    not name.startswith("relance.domain.")
                    and name.split(".")[0] not in sys.stdlib_module_names
                ):
                    yield f"{path}: {name}"


def letters_alone_know_fpdf2(texts: Texts) -> Iterator[str]:
    """It costs a cold start, so one module imports it, and where it is used."""
    found = [path for path, text in texts.items() if any(name.startswith("fpdf") for name in imported(text))]
    yield from (path for path in found if not path.startswith("rendering/"))
    yield from found[1:]


def every_client_has_its_time_outs(texts: Texts) -> Iterator[str]:
    for path, text in texts.items():
        for name, call in calls(text):
            where = f"{path}:{call.lineno}"
            if name in ("boto3.client", "boto3.resource", "boto3.session.Session", "boto3.Session"):
                config = _arguments(call).get("config")
                given = _arguments(config) if isinstance(config, ast.Call) else {}
                if not {"connect_timeout", "read_timeout", "retries"} <= given.keys():
                    yield where
            elif name == "Connection":
                asked = {"connect_timeout_seconds", "read_timeout_seconds", "max_retry_attempts"}
                if not asked <= _arguments(call).keys():
                    yield where


def mail_is_sent_with_one_attempt(texts: Texts) -> Iterator[str]:
    configs = [call for name, call in calls(texts["gateways/ses.py"]) if name == "Config"]
    attempts = [ast.literal_eval(_arguments(config)["retries"]) for config in configs]
    if [attempt.get("total_max_attempts") for attempt in attempts] != [1]:
        yield f"{attempts}"
    for path, text in texts.items():
        if path != "gateways/ses.py":
            yield from (
                f"{path}:{c.lineno}" for n, c in calls(text) if n.endswith((".send_email", ".send_raw_email"))
            )


def _arguments(call: ast.Call) -> Mapping[str, ast.expr]:
    return {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


# Each rule, and changes to the package that it must catch.
RULES: Mapping[Rule, tuple[Doctored, ...]] = {
    every_key_takes_the_organization_first: (
        Doctored("store/keys.py", "def session(token: str) -> Key:\n    return Key(token, META)"),
        Doctored("store/keys.py", "def plan(plan_id: str, org: str", gone="def plan(org: str, plan_id: str"),
    ),
    keys_are_built_in_one_place: (Doctored("store/memory.py", 'KEY = f"O#{1}#C#2"'),),
    only_the_settings_read_the_environment: (
        Doctored("gateways/ses.py", 'import os\nREGION = os.environ["AWS_REGION"]'),
        Doctored("gateways/ses.py", "from os import environ"),
    ),
    pure_rooms_have_no_clock_and_no_dice: (
        Doctored("domain/money.py", "from datetime import datetime\nNOW = datetime.now()"),
        Doctored("usecases/deciding/tenants.py", "TODAY = date.today()"),
        Doctored("usecases/deciding/tenants.py", "from uuid import uuid4"),
        Doctored("domain/ids.py", "import random"),
    ),
    the_domain_knows_the_standard_library_and_itself: (
        Doctored("domain/money.py", "import babel"),
        Doctored("domain/money.py", "from relance.usecases.ports import Clock"),
    ),
    letters_alone_know_fpdf2: (
        Doctored("runtime/aws.py", "def letters() -> None:\n    from fpdf import FPDF"),
        Doctored("functions/sweep/app.py", "import fpdf"),
    ),
    every_client_has_its_time_outs: (
        Doctored("gateways/ses.py", 'boto3.client("s3")'),
        Doctored(
            "gateways/sqs.py", "Config(connect_timeout=2,", gone="Config(connect_timeout=2, read_timeout=5,"
        ),
        Doctored("store/dynamo/tables.py", "", gone="        read_timeout_seconds=READ_SECONDS,\n"),
    ),
    mail_is_sent_with_one_attempt: (
        Doctored("gateways/ses.py", '"total_max_attempts": 2', gone='"total_max_attempts": 1'),
        Doctored("gateways/drops.py", "client.send_email()"),
    ),
}


@pytest.fixture(scope="module")
def package() -> Texts:
    functions = texts_of(ROOT / "functions", "app.py")
    return {**texts_of(PACKAGE, "*.py"), **{f"functions/{path}": text for path, text in functions.items()}}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps(rule: Rule, package: Texts) -> None:
    assert list(rule(package)) == []


CAUGHT = [(rule, change) for rule, changes in RULES.items() for change in changes]


@pytest.mark.parametrize(("rule", "change"), CAUGHT, ids=[f"{r.__name__}-{c.path}" for r, c in CAUGHT])
def test_a_package_that_does_not_is_caught_by(rule: Rule, change: Doctored, package: Texts) -> None:
    assert list(rule(change.of(package))) != []

"""The rooms of the house, as pyproject.toml says them: who may import whom."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from typing import Any

import grimp
import pytest
from importlinter.configuration import configure
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract

from tests.guard.repository import ROOT

LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS: dict[str, dict[str, Any]] = {contract["id"]: contract for contract in LINTER["contracts"]}
configure()
KINDS: dict[str, type[Contract]] = {"layers": LayersContract, "forbidden": ForbiddenContract}

# Imports that would break each: (contract, importer, imported).
CAUGHT = [
    ("rooms", "relance.domain.money", "relance.usecases.ports.clock"),
    ("rooms", "relance.usecases.importing.import_file", "relance.readers.reader"),
    ("rooms", "relance.readers.reader", "relance.rendering.texts"),
    ("rooms", "relance.store.keys", "relance.gateways.ses"),
    ("rooms", "relance.gateways.ses", "relance.runtime.settings"),
    ("rooms", "relance.runtime.aws", "local.cli"),
    ("usecases", "relance.usecases.ports.clock", "relance.usecases.deciding.tenants"),
    ("usecases", "relance.usecases.deciding.tenants", "relance.usecases.sending.execute_step"),
    ("usecases", "relance.usecases.plans.check_plan", "relance.usecases.replies.handle_reply"),
    ("aws", "relance.usecases.sending.execute_step", "botocore"),
    ("aws", "relance.rendering.composer", "boto3"),
    ("documents", "relance.usecases.importing.import_file", "openpyxl"),
    ("documents", "relance.gateways.ses", "jinja2"),
    ("letters", "relance.api.app", "relance.rendering.letters.typeset"),
    ("letters", "relance.rendering.composer", "relance.rendering.letters.compose"),
    ("letters", "relance.readers.reader", "pypdfium2"),
]


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*LINTER["root_packages"], include_external_packages=True, cache_dir=None)


def kept(id: str, graph: grimp.ImportGraph) -> bool:
    # Outside its own configuration file the linter reads texts only.
    options = {name: str(it) if isinstance(it, bool) else it for name, it in CONTRACTS[id].items()}
    session = {"root_packages": LINTER["root_packages"], "include_external_packages": "True"}
    contract = KINDS[options["type"]](options["name"], session_options=session, contract_options=options)
    return contract.check(deepcopy(graph), verbose=False).kept


@pytest.mark.parametrize("id", CONTRACTS)
def test_the_rooms_keep(id: str, graph: grimp.ImportGraph) -> None:
    assert kept(id, graph)


@pytest.mark.parametrize(("id", "importer", "imported"), CAUGHT)
def test_an_arrow_that_points_elsewhere_is_caught(
    id: str, importer: str, imported: str, graph: grimp.ImportGraph
) -> None:
    doctored = deepcopy(graph)
    assert importer in doctored.modules, f"there is no {importer} any more"
    doctored.add_import(importer=importer, imported=imported)
    assert not kept(id, doctored)

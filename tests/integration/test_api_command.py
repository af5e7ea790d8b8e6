"""`relance api`, as a person at the laptop calls the HTTP API."""

from __future__ import annotations

import json

import pytest

from local.back_office import BackOffice
from local.cli import main
from local.laptop import Laptop
from relance.domain.organization import Organization


def test_the_api_is_called_as_an_administrator(laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
    BackOffice.of(laptop).organizations.save(Organization("caller", "Caller SA"))
    command = ["--state", str(laptop.state.folder), "api", "--org", "caller"]

    made = main([*command, "POST", "/customers", '{"id": "C-1", "name": "Acne"}'])
    changed = main([*command, "PATCH", "/customers/C-1", '{"name": "Acme"}'])
    seen = main([*command, "GET", "/customers/C-1"])
    refused = main([*command, "GET", "/customers/C-2"])

    assert (made, changed, seen, refused) == (0, 0, 0, 1)
    said = capsys.readouterr().out
    first, end = json.JSONDecoder().raw_decode(said)
    second, _ = json.JSONDecoder().raw_decode(said[end:].lstrip())
    assert (first["name"], second["name"]) == ("Acne", "Acme")
    assert (laptop.state.folder / "api-key-caller").stat().st_mode & 0o077 == 0


def test_an_organization_that_is_not_there_is_named(
    laptop: Laptop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--state", str(laptop.state.folder), "api", "--org", "nobody", "GET", "/customers"]) == 1
    assert "no organization nobody here" in capsys.readouterr().err

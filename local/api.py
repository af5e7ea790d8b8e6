"""`relance api`: a call of the laptop's HTTP API, as an administrator of one of its organizations."""

from __future__ import annotations

import argparse
import json
import secrets
import sys

import httpx

from local.back_office import BackOffice
from local.errors import LaptopError
from local.laptop import Laptop
from relance.domain.errors import NotFound
from relance.domain.organization import Role
from relance.usecases.manage_api_keys import ManageApiKeys

_SECONDS = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("method", type=str.upper, help="GET, POST, PATCH, PUT or DELETE")
    parser.add_argument("path", help="below /v1, as /customers?limit=5")
    parser.add_argument("body", nargs="?", help="JSON")
    parser.add_argument("--org", default="demo", help="%(default)s")


def run(asked: argparse.Namespace, laptop: Laptop) -> int:
    """Prints the answer's body; 1 when the API refused."""
    answer = httpx.request(
        asked.method,
        f"{laptop.ports.front_url}/v1{asked.path}",
        content=asked.body,
        headers={"Authorization": f"Bearer {_key(laptop, asked.org)}", "Content-Type": "application/json"},
        timeout=_SECONDS,
    )
    try:
        sys.stdout.write(json.dumps(answer.json(), indent=2, ensure_ascii=False) + "\n")
    except ValueError:
        sys.stdout.write(answer.text)
    return 1 if answer.is_error else 0


def _key(laptop: Laptop, org: str) -> str:
    """An administrator's key, made at the first call and kept in the state folder, readable by its owner."""
    kept = laptop.state.folder / f"api-key-{org}"
    if not kept.exists():
        office = BackOffice.of(laptop)
        try:
            office.organizations.get(org)
        except NotFound:
            raise LaptopError(f"no organization {org} here: `relance demo` makes one named demo") from None
        manage = ManageApiKeys(office.api_keys, office.clock, lambda: secrets.token_hex(32))
        _, token = manage.create(org, secrets.token_hex(8), "relance api", Role.ADMIN, "laptop")
        kept.touch(mode=0o600)
        kept.write_text(str(token), encoding="utf-8")
    return kept.read_text(encoding="utf-8")

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
from relance.usecases.organization.manage_api_keys import ManageApiKeys

_SECONDS = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("method", type=str.upper, help="GET, POST, PATCH, PUT or DELETE")
    parser.add_argument("path", help="below /v1, as /customers?limit=5")
    parser.add_argument("body", nargs="?", help="JSON")
    parser.add_argument("--org", default="demo", help="%(default)s")
    parser.add_argument("--etag-of", metavar="PATH", help="what a change rests on, if not the path itself")


def run(asked: argparse.Namespace, laptop: Laptop) -> int:
    """Prints the answer's body; 1 when the API refused. A change rests on what is there now."""
    headers = {"Authorization": f"Bearer {_key(laptop, asked.org)}", "Content-Type": "application/json"}
    with httpx.Client(base_url=f"{laptop.ports.front_url}/v1", headers=headers, timeout=_SECONDS) as client:
        answer = client.request(asked.method, asked.path, content=asked.body)
        if answer.status_code == httpx.codes.PRECONDITION_REQUIRED:
            etag = client.get(asked.etag_of or asked.path).headers.get("ETag", "")
            answer = client.request(asked.method, asked.path, content=asked.body, headers={"If-Match": etag})
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

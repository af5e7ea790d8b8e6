"""`relance api`: a call of the laptop's HTTP API, as an administrator of one of its organizations."""

from __future__ import annotations

import argparse
import json
import secrets
import sys

import httpx

from local.back_office import BackOffice
from local.laptop import Laptop
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
    key, is_new = _key(laptop, asked.org)
    answer = _call(asked, laptop, key)
    if answer.status_code == httpx.codes.UNAUTHORIZED and not is_new:  # revoked, or from another moment
        laptop.state.api_key(asked.org).unlink()
        key, _ = _key(laptop, asked.org)
        answer = _call(asked, laptop, key)
    if asked.method != "GET":
        laptop.save_if_idle()
    try:
        sys.stdout.write(json.dumps(answer.json(), indent=2, ensure_ascii=False) + "\n")
    except ValueError:
        sys.stdout.write(answer.text)
    return 1 if answer.is_error else 0


def _call(asked: argparse.Namespace, laptop: Laptop, key: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    url = f"{laptop.ports.front_url}/v1"
    # trust_env: no proxy is between this machine and itself.
    with httpx.Client(base_url=url, headers=headers, timeout=_SECONDS, trust_env=False) as client:
        answer = client.request(asked.method, asked.path, content=asked.body)
        if answer.status_code == httpx.codes.PRECONDITION_REQUIRED:
            etag = client.get(asked.etag_of or asked.path).headers.get("ETag", "")
            answer = client.request(asked.method, asked.path, content=asked.body, headers={"If-Match": etag})
    return answer


def _key(laptop: Laptop, org: str) -> tuple[str, bool]:
    """An administrator's key, and whether it was made just now.

    It is made at the first call and kept in the state folder, readable by its owner.
    """
    kept = laptop.state.api_key(org)
    is_new = not kept.exists()
    if is_new:
        office = BackOffice.of(laptop)
        office.need(org)
        manage = ManageApiKeys(office.api_keys, office.clock, lambda: secrets.token_hex(32))
        _, token = manage.create(org, secrets.token_hex(8), "relance api", Role.ADMIN, "laptop")
        kept.touch(mode=0o600)
        kept.write_text(str(token), encoding="utf-8")
    return kept.read_text(encoding="utf-8"), is_new

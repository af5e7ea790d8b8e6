"""Identities of the mail service outlive it."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.mail.identities import Identities
from local.mail.refusals import AlreadyExists, NotFound


def test_an_identity_is_there_after_a_restart_as_it_was(tmp_path: Path) -> None:
    made = Identities(tmp_path).create("acme.example", (("relance:organization", "acme"),))

    after = Identities(tmp_path)

    assert after.get("acme.example") == made
    assert len(set(made.tokens)) == 3
    with pytest.raises(AlreadyExists):
        after.create("acme.example", ())


def test_one_that_was_deleted_is_not(tmp_path: Path) -> None:
    known = Identities(tmp_path)
    known.create("acme.example", ())
    known.delete("acme.example")

    for identities in (known, Identities(tmp_path)):
        with pytest.raises(NotFound):
            identities.get("acme.example")
        with pytest.raises(NotFound):
            identities.delete("acme.example")


def test_records_are_found_but_where_there_can_be_none(tmp_path: Path) -> None:
    identities = Identities(tmp_path)
    assert identities.create("acme.example", ()).is_found
    assert not identities.create("acme.invalid", ()).is_found

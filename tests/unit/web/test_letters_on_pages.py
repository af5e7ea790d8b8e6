"""A letter that leaves by itself is called a letter wherever it is foretold, and stands in the history."""

from __future__ import annotations

from relance.domain.organization import Role
from relance.usecases.organization.authorize import Caller
from tests.scenario.days import ORG
from tests.scenario.test_letters import owing
from tests.unit.web.browser import Browser, colleague


def test_a_letter_is_foretold_as_a_letter_and_told_once_it_has_left() -> None:
    acme = owing()
    ada: Caller = colleague(acme.house, ORG, Role.ADMIN)
    browser = Browser.of(acme.house, ada)
    foretold = browser.get("/simulation").text
    assert "Letter leaves" in foretold and "E-mail leaves" not in foretold
    assert "E-mails 0 Letters 1" in foretold
    assert "Letter by itself" in browser.get("/actions").text
    acme = acme.on("2026-11-10")
    told = browser.back().get("/customers/C1").text
    assert "Mise en demeure : F-1" in told and "12 rue de Rivoli" in told

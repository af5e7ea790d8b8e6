"""The reminder that these mails answer."""

from __future__ import annotations

import pytest

from tests.scenario.correspondence import Correspondence
from tests.scenario.steps import email


@pytest.fixture
def acme() -> Correspondence:
    """F-1 was reminded on Monday, 9 November; the next e-mail is due on the 12th, the delay is 5 days."""
    story = Correspondence()
    story.plan(email("J+7"), email("J+10"), email("J+30"), min_contact_delay=5)
    story.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    story.on("2026-11-09").morning()
    assert story.mailbox.subjects == ["F-1 : rappel J+7"]
    return story

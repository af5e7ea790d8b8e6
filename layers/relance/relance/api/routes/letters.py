"""Letters: where each stands, and what a person says became of it."""

from __future__ import annotations

from relance.api.call import Call
from relance.api.routing import Router
from relance.contracts.api.base import PathId
from relance.contracts.api.letters import Letter, LetterNews
from relance.domain.errors import NotFound
from relance.domain.outreach import Outreach, OutreachRef

router = Router("Letters")


@router.on("GET", "/customers/<customer>/letters/<letter>")
def get_letter(customer: PathId, letter: PathId) -> Letter:
    """One letter you sent, with its status and a link to its PDF. Its id stands in the timeline."""
    call = router.call
    found = call.house.outreaches.get(_ref(call, customer, letter))
    if found is None:
        raise NotFound(f"letter {letter}")
    return _shown(call, found)


@router.on("POST", "/customers/<customer>/letters/<letter>/status")
def report_letter(customer: PathId, letter: PathId, body: LetterNews) -> Letter:
    """Say what became of a letter that was printed and posted by hand.

    A letter that came back marks its address as bad and raises a claim; a receipt takes the claim back that
    a registered letter raises after 20 days without one.
    """
    call = router.call
    ref = _ref(call, customer, letter)
    return _shown(call, call.house.record_letter_event.run(ref, body.as_event(call.house.clock.now())))


def _ref(call: Call, customer: str, letter: str) -> OutreachRef:
    try:
        return OutreachRef.named(call.org, customer, letter)
    except ValueError:
        raise NotFound(f"letter {letter}") from None


def _shown(call: Call, found: Outreach) -> Letter:
    if found.letter is None:
        raise NotFound(f"letter {found.ref.name}")
    files, key = call.house.letter_files, found.letter.document
    return Letter.of(found, found.letter, files.link(key, f"{found.ref.name}.pdf") if key else "")

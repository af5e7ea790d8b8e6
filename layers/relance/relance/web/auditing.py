"""What is changed on a page is noted before it is changed, and finished after, as over the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from relance.access.noting import line_of
from relance.access.problems import problem_of
from relance.web.answers import Answer
from relance.web.routing import Route
from relance.web.visit import Visit


def audited(visit: Visit, route: Route, places: Mapping[str, str], do: Callable[[], Answer]) -> Answer:
    """The answer of `do`. A form that came back with its faults changed nothing, and is forgotten; a fault of
    ours may have come after the change, and stays as not done.
    """
    if route.method == "GET":
        return do()
    log = visit.house.audit
    line = line_of(visit.house, visit.caller, visit.now, route.may, visit.request.id)
    begun = replace(line, about=dict(places))
    log.note(begun)
    try:
        answer = do()
    except Exception as error:
        if problem_of(error) is not None:
            log.forget(begun)
        raise
    if answer.is_done:
        log.note(replace(begun, done=True))
    else:
        log.forget(begun)
    return answer

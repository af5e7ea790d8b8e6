"""A form that is sent twice, by a double click or after the back button, is done once."""

from __future__ import annotations

import json
from collections.abc import Callable

from relance.access.problems import Problem
from relance.usecases.ports.requests import HttpAnswer
from relance.web.answers import Answer, See
from relance.web.visit import Visit


def once(visit: Visit, do: Callable[[], Answer]) -> Answer:
    """The answer of `do`, or where the very same form led to before. A form that came back with its faults
    changed nothing: it may be sent again. What differs in a field is another form.
    """
    if not visit.form_key:
        return do()
    memory, name = visit.house.memory, visit.form_key
    known = memory.begin(visit.org, name, name, visit.now)
    if known is not None:
        if known.answer is None:
            raise Problem("in_progress")
        return See(*json.loads(known.answer.body))
    try:
        answer = do()
    except BaseException:
        memory.forget(visit.org, name)
        raise
    if isinstance(answer, See):
        kept = HttpAnswer(303, json.dumps([answer.path, answer.said]))
        memory.finish(visit.org, name, name, kept, visit.now)
    else:
        memory.forget(visit.org, name)
    return answer

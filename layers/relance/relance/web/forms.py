"""Forms, read by the API's own contracts: the same rules, and the same words for what breaks them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from relance.access.problems import Problem, problem_of
from relance.access.validation import faults_of
from relance.contracts.api.base import read_path_id
from relance.contracts.api.problem import ProblemDetails
from relance.domain.errors import Conflict, NotFound, Refused
from relance.domain.plan import Message
from relance.rendering.texts import LANGUAGES
from relance.usecases.ports.words import Preview
from relance.web.visit import Visit

# What a form is shown again for, with all that was typed.
SHOWN_AGAIN: Final = (Refused, Conflict, Problem)

_BETWEEN: Final = re.compile(r"[,;\s]+")


def read[Model: BaseModel](
    contract: type[Model], given: Mapping[str, Any], *, keep_empty: bool = False
) -> Model:
    """What a form says, as the contract has it. An empty text is nothing said, unless `keep_empty`: there it
    takes away what was written before. Raises Refused.
    """
    said = {name: value for name, value in given.items() if keep_empty or value not in ("", ())}
    try:
        return contract.model_validate(said)
    except ValidationError as error:
        raise Refused(*faults_of([{**one, "loc": ("form", *one["loc"])} for one in error.errors()])) from None


def typed(visit: Visit) -> Mapping[str, str]:
    """What the form had in each of its fields, to stand there again; "" in a field that it did not have."""
    return defaultdict(str, {name: visit.given(name) for name in visit.form})


def parted(text: str) -> tuple[str, ...]:
    """The addresses of a line: parted by commas, semicolons or blanks."""
    return tuple(part for part in _BETWEEN.split(text) if part)


def messages_in(visit: Visit, known: Mapping[str, Message] | None = None) -> dict[str, dict[str, str]]:
    """The texts of a form that asks for them by language: `subject_en`, `body_en`. Only those with a word,
    and what is `known` in languages that the form does not have.
    """
    others = {
        language: {"subject": message.subject, "body": message.body}
        for language, message in (known or {}).items()
        if language not in LANGUAGES
    }
    typed = {language: message_in(visit, language) for language in LANGUAGES}
    return others | {language: said for language, said in typed.items() if any(said.values())}


def texts_typed(visit: Visit) -> dict[str, Message]:
    """The same, to stand there again."""
    return {language: Message(**message_in(visit, language)) for language in LANGUAGES}


def message_in(visit: Visit, language: str) -> dict[str, str]:
    return {part: visit.given(f"{part}_{language}").replace("\r\n", "\n") for part in ("subject", "body")}


def examples_of(visit: Visit, messages: Mapping[str, Message]) -> list[tuple[str, Preview]]:
    """Each message that can be shown, by its language, filled with an invented customer."""
    found = []
    for language, message in messages.items():
        try:
            found.append((language, visit.house.messages.example(message, language)))
        except Refused:
            continue
    return found


def number_or_text(written: str) -> int | str:
    """As it is written where it is no number: the contract then says so in words."""
    try:
        return int(written)
    except ValueError:
        return written


def id_of(place: str) -> str:
    """The id that stands in a path: `F~2F1` is `F/1`. Raises NotFound for what is none."""
    try:
        return read_path_id(place)
    except ValueError:
        raise NotFound(place) from None


def problem_details(visit: Visit, error: Exception) -> ProblemDetails:
    """What is wrong, in the visitor's words, to be shown above the form and at its fields."""
    problem = problem_of(error)
    if problem is None:
        raise error
    return problem.details(visit.language, "")

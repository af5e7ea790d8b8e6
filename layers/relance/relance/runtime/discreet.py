"""Errors as they are logged: of what kind, and where in the code, never with what somebody gave us.

A library puts the value that it stumbled over into its words: `invalid literal for int(): 'Durand SA'`. So
only errors whose words are our own are quoted; of any other the kind and the places have to do.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from types import TracebackType

from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from botocore.exceptions import ClientError

from relance.domain.errors import Conflict, Exists, NotFound, Refused
from relance.unreadable import Unreadable

type ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def told(error: BaseException) -> str:
    """`ClientError (PutItem: ThrottlingException)`: the kind, and our own words where there are any."""
    kind = type(error).__name__
    match error:
        case ClientError():
            words = f"{error.operation_name}: {error.response.get('Error', {}).get('Code', 'no code')}"
        case Unreadable() | Conflict() | NotFound() | Exists() | Refused():
            words = str(error)
        case BaseExceptionGroup():
            words = error.message
        case OSError(errno=int() as number):
            words = str(number)
        case _:
            return kind
    return f"{kind} ({words})"


class Discreet(LambdaPowertoolsFormatter):
    def __init__(self) -> None:
        super().__init__(serialize_stacktrace=False)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802  # the name that logging gives it
        return "".join(_lines(ei[1])) if ei[1] else ""


def _lines(error: BaseException, indent: str = "") -> Iterator[str]:
    """The error, then what it came from, then what it is a group of."""
    for frame in traceback.extract_tb(error.__traceback__):
        yield f'{indent}  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n'
    yield f"{indent}{told(error)}\n"
    came_from = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if came_from:
        yield f"{indent}which came from\n"
        yield from _lines(came_from, indent)
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _lines(part, f"{indent}  ")

"""What an error looks like: RFC 9457 problem details, `application/problem+json`."""

from __future__ import annotations

from pydantic import Field

from relance.contracts.api.base import Output
from relance.contracts.api.merging import MergePreview
from relance.contracts.api.sending import SendingPreview


class FieldProblem(Output):
    """`field` is a path such as `total.currency`, or the parameter's name; `hint` says how to mend it."""

    field: str
    code: str
    message: str
    hint: str = ""


class ProblemDetails(Output):
    """`code` is stable; `title`, `detail` and messages are in the language that was asked for."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[FieldProblem, ...] = ()
    preview: SendingPreview | MergePreview | None = Field(
        default=None, description="What is to be confirmed; only with such a problem."
    )
    request_id: str = Field(default="", description="Tell it to support; it names the request in our logs.")

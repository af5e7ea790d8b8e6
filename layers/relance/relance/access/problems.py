"""What went wrong, as RFC 9457 problem details: a stable code, the fields, and words for the caller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from relance.contracts.api.merging import MergePreview
from relance.contracts.api.problem import FieldProblem, ProblemDetails
from relance.contracts.api.sending import SendingPreview
from relance.domain.errors import Conflict, Exists, Fault, NotFound, Refused
from relance.rendering.texts import catalogue, text
from relance.usecases.organization.manage_members import EmailInUse
from relance.usecases.ports.sender_domains import Unavailable

# Every problem's status. Its words are in rendering/texts/<language>/problems.toml.
STATUS: Final[Mapping[str, int]] = {
    "malformed_json": 400,
    "bad_cursor": 400,
    "idempotency_key": 400,
    "not_signed_in": 401,
    "token_expired": 401,
    "token_invalid": 401,
    "key_unknown": 401,
    "key_revoked": 401,
    "member_unknown": 401,
    "session_over": 401,
    "sign_in_refused": 401,
    "role_too_low": 403,
    "not_yours": 403,
    "not_our_form": 403,
    "not_found": 404,
    "no_such_path": 404,
    "no_such_page": 404,
    "wrong_method": 405,
    "changed_at_once": 409,
    "in_progress": 409,
    "exists": 409,
    "key_made_before": 409,
    "answer_not_kept": 409,
    "email_in_use": 409,
    "domain_in_use": 409,
    "sending_unconfirmed": 409,
    "sending_changed": 409,
    "merge_unconfirmed": 409,
    "merge_changed": 409,
    "changed_meanwhile": 412,
    "body_too_large": 413,
    "not_json": 415,
    "invalid": 422,
    "key_used_otherwise": 422,
    "answer_refused": 422,
    "precondition_required": 428,
    "too_many_requests": 429,
    "answer_later": 429,
    "mail_refused": 422,
    "mail_later": 429,
    "verification_later": 429,
    "sign_in_later": 429,
    "internal": 500,
}
# Told of something that was begun: a to-do was taken, an outreach written.
TRIED: Final = frozenset({"mail_refused", "mail_later", "answer_refused", "answer_later"})
# Where the words of a fault may stand.
_SUBJECTS: Final = (
    "requests",
    "plans",
    "tasks",
    "promises",
    "imports",
    "templates",
    "email",
    "replies",
    "postal",
    "invoices",
)


class Problem(Exception):
    """Raised by a route or on the way to it. `preview` is what is to be confirmed; `values` fill the places
    of the detail's text.
    """

    def __init__(
        self,
        code: str,
        *faults: Fault,
        headers: Mapping[str, str] | None = None,
        preview: SendingPreview | MergePreview | None = None,
        **values: str | int,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.faults = faults
        self.headers = headers or {}
        self.preview = preview
        self.values = values

    @property
    def status(self) -> int:
        return STATUS[self.code]

    def details(self, language: str, request_id: str) -> ProblemDetails:
        return ProblemDetails(
            type=f"urn:relance:problem:{self.code}",
            title=text(language, "problems", f"{self.code}.title"),
            status=self.status,
            detail=text(language, "problems", f"{self.code}.detail", **self.values),
            code=self.code,
            errors=tuple(field_problem(language, fault) for fault in self.faults),
            request_id=request_id,
            preview=self.preview,
        )


def problem_of(error: Exception) -> Problem | None:
    """What the caller is told of an error; None when it is a fault of ours."""
    match error:
        case Problem():
            return error
        case Refused(faults=faults):
            return Problem("invalid", *faults)
        # Powertools takes no path that holds letters it does not expect.
        case NotFound() | NotFoundError():
            return Problem("not_found")
        case Exists():
            return Problem("exists")
        case EmailInUse():
            return Problem("email_in_use")
        case Conflict():
            return Problem("changed_at_once")
        case Unavailable():
            return Problem("verification_later", headers={"Retry-After": "60"})
        case _:
            return None


def field_problem(language: str, fault: Fault) -> FieldProblem:
    message, hint = _words(language, fault)
    return FieldProblem(field=fault.field, code=fault.code, message=message, hint=hint)


def _words(language: str, fault: Fault) -> tuple[str, str]:
    found = _find(language, fault.code)
    values = {"field": catalogue(language, "columns").get(fault.field, fault.field), **fault.values}
    if isinstance(found, str):
        return found.format(**values), ""
    return found["message"].format(**values), found.get("hint", "").format(**values)


def _find(language: str, code: str) -> Any:
    for subject in _SUBJECTS:
        faults = catalogue(language, subject)
        if code in faults:
            return faults[code]
    raise KeyError(f"no text for the fault {code}")

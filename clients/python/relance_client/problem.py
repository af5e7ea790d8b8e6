"""What the API says when it cannot do what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FieldProblem:
    """One thing wrong with what was sent; `hint` says how to mend it."""

    field: str
    code: str
    message: str
    hint: str = ""


class Problem(Exception):
    """A refusal: `code` is stable, `title` and `detail` are words; `request_id` names it to support.

    `preview` is what is to be confirmed, when something is: send its `confirm` with the next try.
    """

    def __init__(self, status: int, details: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(details.get("code", "unknown"))
        self.title = str(details.get("title", f"status {status}"))
        self.detail = str(details.get("detail", ""))
        self.errors = tuple(
            FieldProblem(error["field"], error["code"], error["message"], error.get("hint", ""))
            for error in details.get("errors", ())
        )
        self.preview: Mapping[str, Any] | None = details.get("preview")
        self.request_id = str(details.get("request_id", ""))
        super().__init__(self._words())

    def _words(self) -> str:
        wrong = "".join(f"\n  {error.field}: {error.message} {error.hint}" for error in self.errors)
        return f"{self.status} {self.code}: {self.title}. {self.detail}{wrong}"


class ImportTimeout(TimeoutError):
    """The file is not read yet; it goes on being read. `import_id` tells how far it is."""

    def __init__(self, import_id: str) -> None:
        super().__init__(f"the import {import_id} is still being read")
        self.import_id = import_id

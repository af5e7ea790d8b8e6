"""The message between `dispatch_due` and `execute_step`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from relance.usecases.ports.enrolments import DueCustomer, DueEntry, DueKey

# Customer, enrolment, cycle, step: the organization is said once.
type _Entry = tuple[str, str, int, str]


class DueEnrolments(BaseModel):
    """At most 25 enrolments of one organization."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, extra="forbid")

    org: str
    entries: Annotated[tuple[_Entry, ...], Field(max_length=25)]

    @property
    def keys(self) -> tuple[DueEntry, ...]:
        """An entry without an enrolment is about the customer itself."""
        return tuple(
            DueKey(self.org, *entry) if entry[1] else DueCustomer(self.org, entry[0])
            for entry in self.entries
        )

"""What the state machine `letter` hands to the function `post_letter`."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from relance.usecases.ports.enrolments import DueKey
from relance.usecases.ports.posting import LetterOrder


class LetterState(StrEnum):
    """The states that the function carries out, by their names in the machine."""

    PREPARE = "prepare"
    SUBMIT = "submit"
    WAIT = "wait"
    RECORD = "record"


class PostOrder(BaseModel):
    """The input of an execution: a claimed step, and the name of its letter."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, extra="ignore")

    org: str
    customer: str
    enrolment: str
    cycle: int
    step: str
    attempt: str
    letter: str

    @property
    def order(self) -> LetterOrder:
        key = DueKey(self.org, self.customer, self.enrolment, self.cycle, self.step)
        return LetterOrder(key, self.attempt, self.letter)


class PostLetterEvent(BaseModel):
    """`token` is there while the machine waits for the provider."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, extra="forbid")

    state: LetterState
    order: PostOrder
    token: str = ""

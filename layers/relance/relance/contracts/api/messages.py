"""Messages in the template language, as the API takes and shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from relance.contracts.api.base import Input, Language, Output
from relance.domain import plan as domain
from relance.usecases.ports import words as ports


def _printable(text: str) -> str:
    if any(ord(c) < 32 and c not in "\r\n\t" for c in text):
        raise PydanticCustomError("control_character", "a control character")
    return text


SubjectText = Annotated[str, StringConstraints(max_length=1_000), AfterValidator(_printable)]
BodyText = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_printable)]


class Message(Input):
    """`#REF#` stands for the invoice numbers, `{{ ... }}` for a merge field; see GET /merge-fields."""

    subject: SubjectText = ""
    body: BodyText = ""

    def as_message(self) -> domain.Message:
        return domain.Message(self.subject, self.body)

    @classmethod
    def of(cls, message: domain.Message) -> Self:
        return cls.model_construct(subject=message.subject, body=message.body)


Messages = Annotated[
    dict[Language, Message], Field(max_length=20, description="By language: `en`, `fr`, `fr-CH`.")
]


def as_messages(given: Mapping[str, Message]) -> dict[str, domain.Message]:
    return {language: message.as_message() for language, message in given.items()}


def shown_messages(known: Mapping[str, domain.Message]) -> dict[str, Message]:
    return {language: Message.of(message) for language, message in known.items()}


class Preview(Output):
    """The message as its reader sees it."""

    subject: str
    text: str
    html: str

    @classmethod
    def of(cls, preview: ports.Preview) -> Self:
        return cls(subject=preview.subject, text=preview.text, html=preview.html)


class MergeField(Output):
    """What `{{ name }}` stands for. `example` is empty for a list or a table."""

    name: str
    description: str
    example: str

    @classmethod
    def of(cls, field: ports.FieldHelp) -> Self:
        return cls(name=field.name, description=field.description, example=field.example)

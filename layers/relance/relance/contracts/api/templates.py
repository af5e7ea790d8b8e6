"""Templates: messages that are kept to be used again."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field

from relance.contracts.api.base import Change, Input, Language, Name, Output, PathId, ShownId
from relance.contracts.api.messages import Message, Messages, as_messages, shown_messages
from relance.domain import template as domain


class NewTemplate(Input):
    name: Name
    messages: Messages = Field(default_factory=dict)

    def as_template(self, id: str) -> domain.Template:
        return domain.Template(id, self.name, as_messages(self.messages))


class TemplateChange(Change):
    """What is left out stays as it is; `messages` are given whole."""

    name: Name = ""
    messages: Messages = Field(default_factory=dict)

    def changed(self) -> dict[str, Any]:
        given = self.changes()
        return given | {"messages": as_messages(self.messages)} if "messages" in given else given


class PreviewOf(Input):
    """`customer`: with what that customer owes now; without one, with example data."""

    language: Language = "en"
    customer: PathId | None = None


class PreviewOfText(PreviewOf):
    message: Annotated[Message, Field(description="A message that need not be saved.")]


class Template(Output):
    id: ShownId
    name: str
    messages: dict[str, Message]

    @classmethod
    def of(cls, template: domain.Template) -> Self:
        return cls(id=template.id, name=template.name, messages=shown_messages(template.messages))

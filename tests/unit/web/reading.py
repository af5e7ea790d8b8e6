"""A page as a test reads it: its title, its words, its links, and its forms with what they send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """`fields` are sent as they stand, ticked or chosen, like a browser's."""

    method: str
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    def give(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self.texts = "", list[str]()
        self.links, self.forms = list[str](), list[Form]()
        self.ids, self.labels = list[str](), list[str]()
        self._open = list[str]()
        self._select = self._textarea = ""
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def form(self, action: str) -> Form:
        """The one that is sent there."""
        (found,) = (form for form in self.forms if form.action.partition("?")[0] == action)
        return found

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attributes}
        self._open.append(tag)
        if "id" in known:
            self.ids.append(known["id"])
        if tag == "a":
            self.links.append(known.get("href", ""))
        elif tag == "label":
            self.labels.append(known.get("for", ""))
        elif tag == "form":
            self.forms.append(Form(known.get("method", "get"), known.get("action", "")))
        elif tag in ("input", "select", "textarea", "option") and self.forms:
            self._field(tag, known)

    def _field(self, tag: str, known: dict[str, str]) -> None:
        form, name = self.forms[-1], known.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            form.give(name, "")
        elif tag == "option":
            if "selected" in known:
                form.give(self._select, known.get("value", ""))
        elif known.get("type") not in ("checkbox", "radio") or "checked" in known:
            form.give(name, known.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "title" and not self.title:
            self.title = data
        if self._textarea:
            self.forms[-1].fields[self._textarea][-1] += data
        self.texts.append(data)

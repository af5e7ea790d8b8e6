"""Templates: messages that are kept to be used again, seen with an invented customer."""

from __future__ import annotations

from dataclasses import replace

from relance.access.etags import etag_of
from relance.contracts.api import templates as contract
from relance.contracts.api.base import path_id
from relance.domain.template import Template
from relance.rendering.texts import LANGUAGES
from relance.web.answers import Answer, See, Shown
from relance.web.forms import SHOWN_AGAIN, examples_of, id_of, messages_in, problem_details, read, texts_typed
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()


@pages.on("GET", "/templates", may="list_templates")
def templates(visit: Visit) -> Answer:
    known = sorted(visit.house.templates.all(visit.org), key=lambda one: one.name.casefold())
    return Shown("templates.html", {"rows": known})


@pages.on("GET", "/templates/new", may="create_template")
def new_template(visit: Visit) -> Answer:
    return _screen(visit, Template("", "", {}))


@pages.on("POST", "/templates/new", may="create_template")
def create_template(visit: Visit) -> Answer:
    name = visit.given("name")
    said = {"name": name, "messages": messages_in(visit)}
    try:
        made = read(contract.NewTemplate, said).as_template(visit.new_id("template"))
        visit.house.write_template.write(visit.org, made)
    except SHOWN_AGAIN as error:
        return _screen(visit, Template("", name, texts_typed(visit)), error)
    return See("/templates", "template.saved")


@pages.on("GET", "/templates/<template>", may="get_template")
def template(visit: Visit, template: str) -> Answer:
    return _screen(visit, visit.house.templates.get(visit.org, id_of(template)))


@pages.on("POST", "/templates/<template>", may="update_template")
def change_template(visit: Visit, template: str) -> Answer:
    """What was written with it before stays as it is."""
    known = visit.house.templates.get(visit.org, id_of(template))
    typed = {**known.messages, **texts_typed(visit)}
    shown = replace(known, name=visit.given("name"), messages=typed)
    said = {"name": visit.given("name"), "messages": messages_in(visit, known.messages)}
    try:
        changes = read(contract.TemplateChange, said).changed()
        visit.unless_changed(contract.Template.of(known))
        visit.house.write_template.write(visit.org, replace(known, **changes))
    except SHOWN_AGAIN as error:
        return _screen(visit, shown, error, etag=_etag(known))
    return See("/templates", "template.saved")


@pages.on("POST", "/templates/<template>/delete", may="delete_template")
def delete_template(visit: Visit, template: str) -> Answer:
    known = visit.house.templates.get(visit.org, id_of(template))
    try:
        visit.unless_changed(contract.Template.of(known))
        visit.house.templates.remove(visit.org, known)
    except SHOWN_AGAIN as error:
        return _screen(visit, known, error)
    return See("/templates", "template.deleted")


def _etag(known: Template) -> str:
    return etag_of(contract.Template.of(known))


def _screen(visit: Visit, of: Template, error: Exception | None = None, *, etag: str = "") -> Shown:
    values = {
        "template": of,
        "at": f"/templates/{path_id(of.id) if of.id else 'new'}",
        "etag": etag or _etag(of),
        "languages": LANGUAGES,
        "seen": examples_of(visit, of.messages),
        "fields": visit.house.messages.fields(visit.language),
        "problem": problem_details(visit, error) if error else None,
    }
    return Shown("template.html", values, 422 if error else 200)

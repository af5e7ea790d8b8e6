"""Templates of messages, their merge fields, and how they look."""

from __future__ import annotations

from dataclasses import replace

from relance.api.call import Call
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.messages import MergeField, Preview
from relance.contracts.api.templates import NewTemplate, PreviewOf, PreviewOfText, Template, TemplateChange
from relance.domain import template as domain
from relance.domain.plan import Message

router = Router("Templates")


def _shown(call: Call, template: domain.Template) -> Template:
    return call.tagged(Template.of(template))


@router.on("GET", "/templates")
def list_templates() -> Page[Template]:
    """All templates, by id."""
    call = router.call
    return Page(items=tuple(Template.of(each) for each in call.house.templates.all(call.org)))


@router.on("POST", "/templates", status=201)
def create_template(body: NewTemplate) -> Template:
    """Keep a message to use it again. Refused when it would not render."""
    call = router.call
    template = body.as_template(call.new_id("template"))
    return _shown(call, call.house.write_template.write(call.org, template))


@router.on("GET", "/templates/<template>")
def get_template(template: PathId) -> Template:
    """One template."""
    return _shown(router.call, _kept(router.call, template))


@router.on("PATCH", "/templates/<template>")
def update_template(template: PathId, body: TemplateChange) -> Template:
    """Change a template. What was written with it before stays as it is."""
    call = router.call
    known = _kept(call, template)
    call.unless_changed(Template.of(known))
    changed = replace(known, **body.changed())
    return _shown(call, call.house.write_template.write(call.org, changed))


@router.on("DELETE", "/templates/<template>", status=204, if_match=True)
def delete_template(template: PathId) -> None:
    """Throw a template away."""
    call = router.call
    known = _kept(call, template)
    call.unless_changed(Template.of(known))
    call.house.templates.remove(call.org, known)


@router.on("POST", "/templates/<template>/preview", effect="reads")
def preview_template(template: PathId, body: PreviewOf) -> Preview:
    """How a template looks, with example data or with a customer's own."""
    call = router.call
    message = call.house.write_template.message(_kept(call, template), body.language)
    return _preview(call, message, body)


@router.on("POST", "/messages/preview", effect="reads")
def preview_message(body: PreviewOfText) -> Preview:
    """How a message looks that is not saved yet, with example data or with a customer's own."""
    return _preview(router.call, body.message.as_message(), body)


@router.on("GET", "/merge-fields")
def list_merge_fields() -> Page[MergeField]:
    """What a message may say of a customer, described in your language."""
    call = router.call
    fields = call.house.messages.fields(call.language)
    return Page(items=tuple(MergeField.of(field) for field in fields))


def _kept(call: Call, template: str) -> domain.Template:
    return call.house.templates.get(call.org, template)


def _preview(call: Call, message: Message, of: PreviewOf) -> Preview:
    write = call.house.write_template
    if of.customer is None:
        return Preview.of(call.house.messages.example(message, of.language))
    return Preview.of(write.with_customer(call.tenant, of.customer, message, of.language, call.now))

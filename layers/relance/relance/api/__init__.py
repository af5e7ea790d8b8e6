"""The HTTP API: /v1, for the pages, for integrators, for machines.

A request goes through `app.Api.handle`: which operation (404, 405), who calls (401), what their role allows
(403), how fast they ask (429), size, type and parameters (413, 415, 422), whether it was answered before
(Idempotency-Key); then Powertools checks it against the contract and calls the one function of the route.
Whatever is raised becomes a problem with a code (`problems`). The tenant is the caller's, always.

To add a resource:

1. `contracts/api/<resource>.py`: what comes in is an `Input`, or a `Change` where what is left out stays as
   it is; what goes out an `Output` made by `of(...)`. What makes a thing has an example: `shown_as(...)`.
   Ids in paths and bodies are `PathId` coming in, `ShownId` going out.
2. `usecases/<subject>/<verb>_<resource>.py`: what it does, over the domain and the ports. What changes an
   account goes through `call.change`, which re-decides it in the same transaction; what changes the
   organization through `ChangeOrganization`. Raise `Refused(Fault(code, field))`, `NotFound`, `Exists` or
   `Conflict`.
3. `api/routes/<resource>.py`: `router = Router("Resource")` and one short function a route,
   `@router.on("GET", "/things/<thing>")`; everything it needs is in `router.call`. A POST that changes
   nothing says so: `effect`. Add it to `ROUTERS`.
4. `access/permissions.py`: the least role of each function, by its name. Without it the API does not start.
5. Words of new faults in `rendering/texts/{en,fr}/requests.toml`, tests in
   `tests/unit/api`, then `python -m local.openapi` to write the document anew.

A resource that is shown alone goes through `call.tagged(...)` (its ETag), and its change asks
`call.unless_changed(...)` on freshly read state. A list takes `limit` and `cursor` and answers a `Page`.
What is made takes its id from `call.new_id(kind)`, so that a repeated POST makes it once.
"""

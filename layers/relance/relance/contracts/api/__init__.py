"""What goes over the wire of the HTTP API: pydantic models, one file a resource.

Bodies that come in are `Input`s: a field that is not theirs is refused and named. What goes out is an
`Output`, made of the domain's own by a class method `of`.
"""

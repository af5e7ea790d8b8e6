"""The client: requests that are repeated where that is safe, pages as iterators, refusals as exceptions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx

from relance_client.problem import ImportTimeout, Problem
from relance_client.retrying import Repeating

Json = dict[str, Any]

_READING = ("awaiting_file", "reading")


class Relance:
    """One organization's API, by an API key or the token of a sign-in.

    `language` is that of the words in problems, `timeout` in seconds. `transport` and `sleep` are for tests.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        language: str = "en",
        timeout: float = 30,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        self._http = httpx.Client(
            base_url=f"{url.rstrip('/')}/v1", headers=headers, timeout=timeout, transport=transport
        )
        # Uploads go elsewhere, where the token has no business.
        self._uploads = httpx.Client(timeout=timeout, transport=transport)
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()
        self._uploads.close()

    def get(self, path: str, **query: object) -> Json:
        """One thing, or one page. A query parameter that is None is left out. Raises Problem."""
        return _json(self._answer("GET", path, query=query))

    def items(self, path: str, **query: object) -> Iterator[Json]:
        """Every item of a list, its pages read as they are needed. Raises Problem."""
        cursor: str | None = None
        while True:
            page = self.get(path, **query, cursor=cursor)
            yield from page["items"]
            cursor = page["next"]
            if cursor is None:
                return

    def create(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str | None = None,
        if_match: str | None = None,
    ) -> Json:
        """A POST that is done once, however often it is sent. Raises Problem.

        `key` makes it once across programs, too: give your own name of what is made. `if_match` is the ETag
        of what is acted upon, for the few that ask for one.
        """
        headers = {"Idempotency-Key": key or uuid4().hex} | ({"If-Match": if_match} if if_match else {})
        return _json(self._answer("POST", path, body=body, headers=headers))

    def etag(self, path: str) -> str:
        """Of a thing as it is now. Raises Problem."""
        return self._answer("GET", path).headers["ETag"]

    def change(self, path: str, changes: Mapping[str, Any]) -> Json:
        """Reads a thing, then changes it, unless somebody else did in between. Raises Problem."""
        headers = {"If-Match": self.etag(path)}
        return _json(self._answer("PATCH", path, body=changes, headers=headers))

    def put(self, path: str, body: Mapping[str, Any], *, if_match: str | None = None) -> Json:
        """Sets a thing to what is given. `if_match` is the ETag of what it belongs to, for those that ask for
        one. Raises Problem.
        """
        headers = {"If-Match": if_match} if if_match else {}
        return _json(self._answer("PUT", path, body=body, headers=headers))

    def delete(self, path: str) -> None:
        """Deletes what is there. Raises Problem."""
        etag = self._answer("GET", path).headers.get("ETag")
        self._answer("DELETE", path, headers={"If-Match": etag} if etag else {})

    def import_file(self, file: str | Path, *, preview: bool = False, patience: float = 300) -> Json:
        """Uploads a file and follows it until it is read; its report. Raises Problem, or ImportTimeout after
        `patience` seconds.
        """
        file = Path(file)
        started = self.create("/imports", {"file": file.name, "preview": preview})
        self._upload(started["upload"], file)
        path, waited, wait = f"/imports/{started['id']}", 0.0, 0.5
        while (found := self.get(path))["progress"] in _READING:
            if waited >= patience:
                raise ImportTimeout(started["id"])
            self._sleep(wait)
            waited, wait = waited + wait, min(wait * 1.5, 10)
        return found

    def _upload(self, form: Mapping[str, Any], file: Path) -> None:
        with file.open("rb") as content:
            answer = self._uploads.post(form["url"], data=form["fields"], files={"file": content})
        if not answer.is_success:
            raise Problem(answer.status_code, {"title": "The upload was refused", "detail": answer.text})

    def _answer(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        asked = {name: _text(value) for name, value in (query or {}).items() if value is not None}
        request = self._http.build_request(method, path, params=asked, json=body, headers=headers)
        repeating = Repeating(safe=method in ("GET", "POST"))
        for attempt in count(1):
            answer = self._sent(request)
            wait = repeating.wait(attempt, answer)
            if wait is None:
                break
            self._sleep(wait)
        return _checked(answer)

    def _sent(self, request: httpx.Request) -> httpx.Response | httpx.TransportError:
        try:
            return self._http.send(request)
        except httpx.TransportError as error:
            return error


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _checked(answer: httpx.Response | httpx.TransportError) -> httpx.Response:
    if isinstance(answer, httpx.TransportError):
        raise answer
    if answer.is_success:
        return answer
    try:
        details = answer.json()
    except ValueError:  # not from the API itself: a proxy, a gateway
        details = {"detail": answer.text}
    raise Problem(answer.status_code, details if isinstance(details, dict) else {})


def _json(answer: httpx.Response) -> Json:
    shown: Json = answer.json() if answer.content else {}
    return shown

"""The least a reminder can cost: its own calls to AWS made bare, one cached rendering, one MIME build.

The calls are those that a sample organization's reminders made, with the same contents and over the same
clients, about a copy of that organization.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore import xform_name

from benchmarks.calls import Call, renamed
from benchmarks.customers import organization, write
from relance.store.dynamo.wire import Item

# Due all the same, and so long ago that no dispatcher looks there.
_LONG_AGO = "202001010000"

type Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Floor:
    """`clients` by service; `sample` is an organization's id, `items` are its customers' before their
    reminders went out, `calls` what that took; `compose` renders one e-mail of it again.
    """

    clients: Mapping[str, Any]
    sample: str
    items: list[Item]
    calls: list[Call]
    compose: Work

    def round(self, number: int) -> Work:
        """The sample's reminders once more, in organization `number`, which is filled now."""
        new = organization(number).id
        copied = (renamed(item, self.sample, new) for item in self.items)
        write(_due_long_ago(item) if "g" in item else item for item in copied)
        calls = [call.renamed(self.sample, new) for call in self.calls]
        return bare(self.clients, calls, before_mail=self.compose)


def _due_long_ago(item: Item) -> Item:
    waits = item["gs"]["S"].split("#", 1)[1]
    return item | {"gs": {"S": f"{_LONG_AGO}#{waits}"}}


def bare(clients: Mapping[str, Any], calls: list[Call], before_mail: Work | None = None) -> Work:
    """The calls, and nothing else but what goes before each mail."""
    work: list[Work] = []
    for call in calls:
        if call.service == "sesv2" and before_mail:
            work.append(before_mail)
        work.append(partial(getattr(clients[call.service], xform_name(call.operation)), **call.parameters))
    return partial(_each, work)


def _each(work: list[Work]) -> None:
    for piece in work:
        piece()

"""A plan is published while somebody else is at its draft."""

from __future__ import annotations

from dataclasses import dataclass, replace

from relance.domain.plan_draft import PlanDraft
from relance.house import House
from relance.store.memory_lists import MemoryShelf
from tests.unit.api.client import Client
from tests.unit.api.company import drafted, email, publish


@dataclass
class _Meddled(MemoryShelf[PlanDraft]):
    """Somebody saves a draft right before it is put away."""

    def remove(self, org: str, thing: PlanDraft) -> None:
        self.put(org, replace(thing, name="Of a colleague"))
        super().remove(org, thing)


def test_the_plan_is_in_force_and_the_colleagues_draft_is_kept(acme: Client, house: House) -> None:
    plan = drafted(acme, email(7))
    shelf = house.drafts
    assert isinstance(shelf, MemoryShelf)
    shelf.__class__ = _Meddled

    published = publish(acme, plan)

    assert (published.status, published.json["version"]) == (200, 1)
    assert acme.get("/organization").json["default_plan"] == plan
    assert acme.get(f"/plans/{plan}/draft").json["name"] == "Of a colleague"
    (line,) = [line for line in acme.get("/audit").json["items"] if line["operation"] == "publish_plan"]
    assert line["done"]

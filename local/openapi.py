"""Writes the API's OpenAPI document: `python -m local.openapi`."""

from __future__ import annotations

from local.state import ROOT
from relance.api.app import described

DOCUMENT = ROOT / "docs" / "api" / "openapi.json"


def main() -> None:
    DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
    DOCUMENT.write_text(described(), encoding="utf-8")
    print(DOCUMENT.relative_to(ROOT))


if __name__ == "__main__":
    main()

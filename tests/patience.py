"""How long a test waits for what comes by itself, in seconds: only something that hangs takes so long.

No test's result rests on the speed of the machine: a busy one is waited for.
"""

from __future__ import annotations

from typing import Final

PATIENCE: Final = 300.0

"""What it costs to start each function: `python -m benchmarks.cold_start`.

CPU ms of importing its app in a fresh process, beside those of bare boto3 and one client.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

_PROCESSES = 5
_ROOT = Path(__file__).parents[1]
# boto3, urllib3 and Babel take these when they find them; the layers do not have them.
_START = """
import sys, time
sys.modules |= dict.fromkeys(("awscrt", "cryptography", "OpenSSL", "pytz"))
started = time.process_time()
{statement}
print((time.process_time() - started) * 1000)
"""
_BOTO3 = "import boto3; boto3.client('dynamodb')"
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "benchmark",
    "AWS_SECRET_ACCESS_KEY": "benchmark",
    "AWS_REGION": "eu-west-3",
    "AWS_DEFAULT_REGION": "eu-west-3",
    "POWERTOOLS_SERVICE_NAME": "relance",
    "POWERTOOLS_METRICS_NAMESPACE": "Relance",
}


def functions() -> list[str]:
    return sorted(app.parent.name for app in _ROOT.glob("functions/*/app.py"))


def start(statement: str, processes: int = _PROCESSES) -> float:
    """CPU ms of the statement, median over fresh processes."""
    return median(_start(statement) for _ in range(processes))


def _start(statement: str) -> float:
    run = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-c", _START.format(statement=statement)],
        cwd=_ROOT,
        env={**os.environ, **_ENVIRONMENT},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(run.stdout.split()[-1])


def main() -> None:
    bare = start(_BOTO3)
    apps = {name: start(f"import functions.{name}.app") for name in functions()}
    table = {name: {"cpu_ms": round(ms), "ratio_to_boto3": round(ms / bare, 2)} for name, ms in apps.items()}
    print(json.dumps({"boto3_cpu_ms": round(bare), "functions": table}))


if __name__ == "__main__":
    main()

"""What it costs to start each function: `python -m benchmarks.cold_start`.

Builds the functions and layers as they are deployed, for this machine's processor. Prints the CPU ms of
importing each function's app in a fresh process: as `sam build` leaves the function, and with the bytecode
that `make build` adds. The ratio is to bare boto3 with one client, with bytecode, from the same layer in the
same run.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import yaml

_PROCESSES = 5
_ROOT = Path(__file__).parents[1]
_START = """
import sys, time
started = time.process_time()
{statement}
print((time.process_time() - started) * 1000)
"""
_BOTO3 = "import boto3; boto3.client('dynamodb')"
_ARCHITECTURES = {"aarch64": "arm64", "arm64": "arm64"}
# A Python without the libraries of the project's own environment.
_PYTHON = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "benchmark",
    "AWS_SECRET_ACCESS_KEY": "benchmark",
    "AWS_REGION": "eu-west-3",
    "AWS_DEFAULT_REGION": "eu-west-3",
    "POWERTOOLS_SERVICE_NAME": "relance",
    "POWERTOOLS_METRICS_NAMESPACE": "Relance",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def built(folder: Path) -> dict[str, list[Path]]:
    """Builds into the folder; answers each function's name with where its code stands, layers first."""
    architecture = _ARCHITECTURES.get(platform.machine(), "x86_64")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SAM_CLI_TELEMETRY": "0",
    }
    command = [
        "sam",
        "build",
        "--build-dir",
        f"{folder}",
        "--parameter-overrides",
        f"Architecture={architecture}",
    ]
    subprocess.run(command, cwd=_ROOT, env=environment, check=True, capture_output=True)  # noqa: S603 - our own
    template = yaml.safe_load((folder / "template.yaml").read_text())
    shared = template["Globals"]["Function"]["Layers"]
    return {
        name: [folder / layer["Ref"] / "python" for layer in (*shared, *properties.get("Layers", ()))]
        + [folder / name]
        for name, properties in functions(template).items()
    }


def functions(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The functions of a template with their properties, but for those whose code stands in the template."""
    return {
        name: resource["Properties"]
        for name, resource in sorted(template["Resources"].items())
        if resource["Type"] == "AWS::Serverless::Function" and "CodeUri" in resource["Properties"]
    }


def start(statement: str, places: list[Path], processes: int = _PROCESSES) -> float:
    """CPU ms of the statement, median over fresh processes that find code at the places."""
    return median(_start(statement, places) for _ in range(processes))


def _start(statement: str, places: list[Path]) -> float:
    run = subprocess.run(  # noqa: S603 - our own command line
        [f"{_PYTHON}", "-c", _START.format(statement=statement)],
        cwd="/",
        env={**_ENVIRONMENT, "PYTHONPATH": ":".join(map(str, places))},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(run.stdout.split()[-1])


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        apps = built(folder)
        before = {name: start("import app", places) for name, places in apps.items()}
        subprocess.run([_ROOT / "scripts" / "bytecode", folder], check=True)  # noqa: S603 - our own script
        bare = start(_BOTO3, [folder / "RelanceLayer" / "python"])
        after = {name: start("import app", places) for name, places in apps.items()}
        size = sum(file.stat().st_size for file in folder.glob("*Layer/**/*") if file.is_file())
    table = {
        name: {
            "cpu_ms_without_bytecode": round(before[name]),
            "cpu_ms": round(after[name]),
            "ratio_to_boto3": round(after[name] / bare, 2),
        }
        for name in apps
    }
    print(
        json.dumps({"boto3_cpu_ms": round(bare), "layers_megabytes": round(size / 1e6), "functions": table})
    )


if __name__ == "__main__":
    main()

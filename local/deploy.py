"""Deploys template.yaml to the laptop's engine through CloudFormation, as `sam deploy` would to AWS."""

from __future__ import annotations

import hashlib
import io
import json
import platform
import time
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, WaiterError
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]  # it ships no types

from local.cloud import Cloud
from local.errors import LaptopError
from local.stack import DUE_SHARDS, NAME, Stack
from local.state import ROOT

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_s3 import S3Client

ARTIFACTS = "relance-artifacts"

# A first deployment that failed: CloudFormation can only delete it.
_ONLY_TO_DELETE = {"CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"}
_SETTLING_SECONDS = 120

_CODE = {
    # Property that names the local folder, and the folder inside the zip where the runtime looks.
    "AWS::Serverless::Function": ("CodeUri", ""),
    "AWS::Serverless::LayerVersion": ("ContentUri", "python/"),
}


def deploy(cloud: Cloud, template: Path = ROOT / "template.yaml") -> Stack:
    """Create the stack, or bring it up to date in place, and return what it made.

    Layers carry our own code only: the functions run on this environment, which has the libraries.
    LaptopError says which resources failed and why.
    """
    s3 = cloud.s3()
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=ARTIFACTS)
    document = yaml_parse(template.read_text())
    for resource in document["Resources"].values():
        if code := _CODE.get(resource["Type"]):
            _package(resource["Properties"], *code, template.parent, s3)
        elif resource["Type"] == "AWS::Serverless::StateMachine":
            _inline(resource["Properties"], template.parent)
    body = json.dumps(document).encode()
    _apply(cloud.cloudformation(), f"{cloud.endpoint}/{ARTIFACTS}/{_upload(s3, body, '.json')}")
    return Stack.deployed(cloud)


def _package(properties: dict[str, Any], location: str, inside: str, base: Path, s3: S3Client) -> None:
    folder = base / properties[location]
    if not folder.is_dir():
        raise LaptopError(f"template.yaml names the folder {properties[location]}, which does not exist")
    properties[location] = {"Bucket": ARTIFACTS, "Key": _upload(s3, zipped(folder, inside), ".zip")}


def _inline(machine: dict[str, Any], base: Path) -> None:
    """Puts a state machine's definition into the template itself."""
    machine["Definition"] = json.loads((base / machine.pop("DefinitionUri")).read_text())


def zipped(folder: Path, inside: str = "") -> bytes:
    """A zip of the folder's files, equal for equal content: names sorted, no times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                entry = zipfile.ZipInfo(f"{inside}{file.relative_to(folder).as_posix()}")
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes())
    return buffer.getvalue()


def _upload(s3: S3Client, data: bytes, suffix: str) -> str:
    """Put it under a key made of its content, so that an unchanged function is an unchanged resource."""
    key = hashlib.sha256(data).hexdigest() + suffix
    s3.put_object(Bucket=ARTIFACTS, Key=key, Body=data)
    return key


def _apply(cloudformation: CloudFormationClient, template_url: str) -> None:
    status = _settled(cloudformation)
    if status in _ONLY_TO_DELETE:
        cloudformation.delete_stack(StackName=NAME)
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=NAME, WaiterConfig={"Delay": 1})
        status = None
    change = cloudformation.update_stack if status else cloudformation.create_stack
    try:
        change(
            StackName=NAME,
            TemplateURL=template_url,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value} for key, value in _parameters().items()
            ],
        )
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return
        raise LaptopError(f"template.yaml was refused: {error.response['Error']['Message']}") from error
    waiter = cloudformation.get_waiter("stack_update_complete" if status else "stack_create_complete")
    try:
        waiter.wait(StackName=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    except WaiterError as error:
        raise LaptopError("the deployment failed:\n" + _failures(cloudformation)) from error


def _parameters() -> Mapping[str, str]:
    return {
        "Stage": "local",
        "Architecture": "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64",
        "FallbackSender": "reminders@relance.test",
        "ReplyDomain": "reply.relance.test",
        "DueShards": str(DUE_SHARDS),
    }


def _settled(cloudformation: CloudFormationClient) -> str | None:
    """The stack's status, once a deployment whose `relance up` was interrupted has ended by itself."""
    deadline = time.monotonic() + _SETTLING_SECONDS
    while (status := _status(cloudformation)) and status.endswith("IN_PROGRESS"):
        if time.monotonic() > deadline:
            raise LaptopError(f"the stack has been {status} for too long: `relance stop`, then `relance up`")
        time.sleep(0.5)
    return status


def _status(cloudformation: CloudFormationClient) -> str | None:
    try:
        return cloudformation.describe_stacks(StackName=NAME)["Stacks"][0]["StackStatus"]
    except ClientError:
        return None


def _failures(cloudformation: CloudFormationClient) -> str:
    events = cloudformation.describe_stack_events(StackName=NAME)["StackEvents"]
    return "\n".join(
        f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', event['ResourceStatus'])}"
        for event in reversed(events)
        if event["ResourceStatus"].endswith("FAILED")
    )

"""Everything that the tables and buckets hold, in clear, to look for what should not be there."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import boto3

from relance.store.dynamo.deflate import inflated
from tests.unit.functions.deployed import BUCKET, INBOUND, REGION

TABLES = ("core", "log", "inbox")


def everything() -> Iterator[tuple[str, str]]:
    """(where, what is written there): every item of every table, every version of every object."""
    dynamodb, s3 = boto3.client("dynamodb", region_name=REGION), boto3.client("s3", region_name=REGION)
    for table in TABLES:
        for page in dynamodb.get_paginator("scan").paginate(TableName=table):
            for item in page["Items"]:
                where = f"{table} {item['pk']['S']} {item['sk']['S']}"
                yield where, " ".join(_in_clear(value) for value in item.values())
    for bucket in (BUCKET, INBOUND):
        for versions in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for version in versions.get("Versions", ()):
                key, name = version["Key"], version["VersionId"]
                body = s3.get_object(Bucket=bucket, Key=key, VersionId=name)["Body"].read()
                yield f"{bucket} {key}", f"{key} {body.decode(errors='replace')}"


def places_of(*words: str) -> list[str]:
    """Where any of the words is written, in whatever case."""
    return [where for where, said in everything() if any(word.lower() in said.lower() for word in words)]


def _in_clear(value: Mapping[str, Any]) -> str:
    (of, what) = next(iter(value.items()))
    if of != "B":
        return str(what)
    try:
        return inflated(what)
    except zlib.error:
        return zlib.decompress(what).decode()

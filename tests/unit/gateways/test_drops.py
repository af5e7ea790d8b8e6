"""The drop-folder in S3: the right version is read, and an answer may be cut off anywhere and repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from relance.gateways.drops import S3Drops
from relance.usecases.ports.importing import DroppedFile, ImportOutcome, Report

REGION, BUCKET = "eu-west-3", "drop"
REPORT = Report(
    "0123456789abcdef", "acme", "ledger.csv", ImportOutcome.PARTIAL, datetime(2026, 11, 2, tzinfo=UTC)
)
FOLDER = "acme/partial/0123456789abcdef"
ODD_NAMES = (
    "plain.csv",
    "facturès d'été.csv",
    "a+b c%20d&e=f?.csv",
    "日本.csv",
    "e\u0301 decomposed.csv",
    "sub/folder/x.csv",
    "../../escape.csv",
    "x" * 200 + ".csv",
)


@pytest.fixture
def drops() -> Iterator[S3Drops]:
    with mock_aws():
        drops = S3Drops(BUCKET, REGION, lambda report: report.outcome.encode())
        drops._client.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"}
        )
        drops._client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield drops


def drop(drops: S3Drops, name: str = "ledger.csv", content: bytes = b"content") -> DroppedFile:
    key = f"acme/inbox/{name}"
    version = drops._client.put_object(Bucket=BUCKET, Key=key, Body=content)["VersionId"]
    return DroppedFile(key, len(content), version)


def content(drops: S3Drops) -> dict[str, bytes]:
    """Everything in the bucket now."""
    s3 = drops._client
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    return {key: s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}


def test_the_answer_is_a_folder_with_original_report_and_rejected_rows(drops: S3Drops) -> None:
    drops.answer(REPORT, drop(drops), b"rows")
    assert content(drops) == {
        f"{FOLDER}/original/ledger.csv": b"content",
        f"{FOLDER}/errors.csv": b"rows",
        f"{FOLDER}/report.json": b"partial",
    }


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_may_hold_anything(drops: S3Drops, name: str) -> None:
    file = drop(drops, name)
    assert drops.read(file) == b"content"
    drops.answer(replace(REPORT, file=name), file, None)
    assert content(drops)[f"{FOLDER}/original/{name}"] == b"content"
    assert file.key not in content(drops)


def test_a_file_dropped_over_it_meanwhile_is_not_mistaken_for_it(drops: S3Drops) -> None:
    first, second = drop(drops, content=b"first"), drop(drops, content=b"second")
    assert (drops.read(first), drops.read(second)) == (b"first", b"second")
    drops.answer(REPORT, first, None)
    assert drops.read(second) == b"second"
    drops.answer(replace(REPORT, import_id="f" * 16), second, None)
    originals = {k: v for k, v in content(drops).items() if "/original/" in k}
    assert sorted(originals.values()) == [b"first", b"second"]


@pytest.mark.parametrize("version", [None, "unheard-of"])
def test_what_is_not_there_reads_as_none_and_has_been_answered(drops: S3Drops, version: str | None) -> None:
    gone = DroppedFile("acme/inbox/gone.csv", 1, version)
    assert drops.read(gone) is None
    drops.answer(REPORT, gone, None)
    assert content(drops) == {}


def test_another_trouble_is_raised(drops: S3Drops) -> None:
    elsewhere = replace(drops, bucket="no-such-bucket")
    with pytest.raises(ClientError, match="NoSuchBucket"):
        elsewhere.read(DroppedFile("acme/inbox/a.csv", 1))
    with pytest.raises(ClientError, match="NoSuchBucket"):
        elsewhere.answer(REPORT, DroppedFile("acme/inbox/a.csv", 1), None)


def test_an_answer_may_be_repeated(drops: S3Drops) -> None:
    file = drop(drops)
    for _ in range(2):
        drops.answer(REPORT, file, b"rows")
    assert len(content(drops)) == 3


class Killed(Exception):
    """The worker died."""


@pytest.mark.parametrize("calls", range(4))
def test_an_answer_cut_off_anywhere_loses_nothing_and_is_finished_by_the_next(
    drops: S3Drops, calls: int
) -> None:
    file = drop(drops)
    left = [calls]

    def dies(**_: Any) -> None:
        if left[0] == 0:
            raise Killed
        left[0] -= 1

    drops._client.meta.events.register("before-call.s3", dies)
    with pytest.raises(Killed):
        drops.answer(REPORT, file, b"rows")
    drops._client.meta.events.unregister("before-call.s3", dies)

    assert content(drops)[file.key] == b"content"
    drops.answer(REPORT, file, b"rows")
    assert set(content(drops)) == {
        f"{FOLDER}/{n}" for n in ("original/ledger.csv", "errors.csv", "report.json")
    }


def test_only_a_file_that_was_wholly_processed_was_processed(drops: S3Drops) -> None:
    whole = replace(REPORT, outcome=ImportOutcome.PROCESSED)
    assert not drops.was_processed("acme", REPORT.import_id)
    drops.answer(REPORT, drop(drops), None)
    assert not drops.was_processed("acme", REPORT.import_id)
    drops.answer(whole, drop(drops), None)
    assert drops.was_processed("acme", REPORT.import_id)
    assert not drops.was_processed("other", REPORT.import_id)


def test_a_file_dropped_again_is_filed_where_it_was_and_keeps_its_first_report(drops: S3Drops) -> None:
    drops.answer(replace(REPORT, outcome=ImportOutcome.PROCESSED), drop(drops), None)
    drops.answer(replace(REPORT, outcome=ImportOutcome.ALREADY_IMPORTED), drop(drops), None)
    folder = "acme/processed/0123456789abcdef"
    found = content(drops)
    assert found[f"{folder}/report.json"] == b"processed"
    assert found[f"{folder}/again.json"] == b"already_imported"

"""Links and uploads of S3: what is handed out is good for one object, and is saved, never opened."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto import mock_aws

from relance.gateways.import_files import S3ImportFiles
from relance.gateways.links import saved_as

REGION, BUCKET = "eu-west-3", "drop"


@pytest.fixture
def files() -> Iterator[S3ImportFiles]:
    with mock_aws():
        s3 = boto3.client("s3", region_name=REGION)
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        yield S3ImportFiles(BUCKET, REGION)


def test_a_link_names_the_object_the_name_it_is_saved_under_and_when_it_ends(files: S3ImportFiles) -> None:
    link = urlsplit(files.link("acme/processed/i1/original/été.csv", "été.csv"))
    asked = {name: values[0] for name, values in parse_qs(link.query).items()}
    assert link.path == "/drop/acme/processed/i1/original/%C3%A9t%C3%A9.csv"
    assert asked["X-Amz-Expires"] == "900"
    assert asked["response-content-type"] == "application/octet-stream"
    assert asked["response-content-disposition"] == saved_as("été.csv")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.csv", "attachment; filename=\"a.csv\"; filename*=UTF-8''a.csv"),
        ("été.csv", "attachment; filename=\"_t_.csv\"; filename*=UTF-8''%C3%A9t%C3%A9.csv"),
        ('a"; x="\r\n', "attachment; filename=\"a_; x=___\"; filename*=UTF-8''a%22%3B%20x%3D%22%0D%0A"),
    ],
)
def test_no_name_breaks_out_of_the_header(name: str, header: str) -> None:
    assert saved_as(name) == header


def test_what_is_put_is_there_and_is_read(files: S3ImportFiles) -> None:
    key = "acme/inbox/i1/a.csv"
    assert (files.holds(key), files.read(key)) == (False, None)
    files.put(key, b"number\n", "text/csv")
    assert (files.holds(key), files.read(key)) == (True, b"number\n")


def test_a_failure_of_s3_is_not_taken_for_absence(files: S3ImportFiles) -> None:
    elsewhere = S3ImportFiles("no-such-bucket", REGION)
    with pytest.raises(Exception, match="NoSuchBucket"):
        elsewhere.read("key")

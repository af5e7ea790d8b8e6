"""Zips of functions and layers: equal for equal code."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

from local.deploy import zipped


def names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_the_same_files_give_the_same_bytes_whenever_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1")
    first = zipped(tmp_path)
    os.utime(tmp_path / "app.py", (0, 0))
    assert zipped(tmp_path) == first
    (tmp_path / "app.py").write_text("x = 2")
    assert zipped(tmp_path) != first


def test_compiled_files_stay_out(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "app.cpython-313.pyc").write_bytes(b"")
    (tmp_path / "app.py").write_text("")
    assert names(zipped(tmp_path)) == ["app.py"]


def test_a_layer_lies_where_the_runtime_looks_for_it(tmp_path: Path) -> None:
    (tmp_path / "relance").mkdir()
    (tmp_path / "relance" / "__init__.py").write_text("")
    assert names(zipped(tmp_path, "python/")) == ["python/relance/__init__.py"]

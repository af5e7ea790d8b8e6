"""A column mapping from a file of its own, as commands take it."""

from __future__ import annotations

from pathlib import Path

import yaml

from local.errors import LaptopError
from relance.domain.errors import Refused
from relance.domain.imports import ColumnMapping
from relance.readers.mapping_file import mapping_of
from relance.rendering.import_report import words


def read_mapping(path: Path) -> ColumnMapping:
    """Raises LaptopError with everything that is wrong with it."""
    try:
        return mapping_of(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise LaptopError(f"{path} cannot be read: {error}") from error
    except Refused as refused:
        faults = (f"{fault.field}: {' '.join(words(fault, 'en'))}" for fault in refused.faults)
        raise LaptopError(f"{path}: {' '.join(faults)}") from refused

"""The organization's logo: what a letter can print of it."""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image

from relance.domain.errors import Fault

_FORMATS: Final = ("PNG", "JPEG")
_MOST_BYTES: Final = 2_000_000
_MOST_PIXELS: Final = 4_000_000
"""A logo of 60 mm at 300 dpi is 700 pixels wide; this is five times as much in each direction."""


def logo_faults(content: bytes) -> tuple[Fault, ...]:
    """Why the picture cannot stand on a letter. A picture is measured before it is unpacked, so that a small
    file cannot become a large one.
    """
    limit = {"megabytes": _MOST_BYTES // 1_000_000, "megapixels": _MOST_PIXELS // 1_000_000}
    if len(content) > _MOST_BYTES:
        return (Fault("letter_logo_too_large", "logo", limit),)
    try:
        with warnings.catch_warnings():
            # Above its own limit the library warns: ours is below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                if image.width * image.height > _MOST_PIXELS:
                    return (Fault("letter_logo_too_large", "logo", limit),)
                image.load()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return (Fault("letter_logo", "logo"),)
    return ()

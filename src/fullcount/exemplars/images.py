"""Whether bytes are an image of sane size, and the copy of it that is shown.

What a browser gets is never what came in: the image is drawn anew as a PNG, which leaves everything else that
a file may carry behind.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES: Final = 8 << 20
LEAST_SIDE, MOST_SIDE, MOST_PIXELS = 16, 8_000, 16_000_000
SHOWN: Final = (1_200, 600)  # pixels at most
KINDS: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_AS_IT_IS: Final = ("1", "L", "P", "RGB")
_SIXTEEN_BITS: Final = ("I", "I;16", "I;16B")


class Unfit(Exception):
    """A file that cannot be taken, told as BadInput with its row. what: one sentence; do: what next."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what)
        self.what, self.do = what, do


def kind_of(name: str) -> str:
    """PNG or JPEG, by a file's name. Raises Unfit for another ending."""
    kind = KINDS.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        raise Unfit("The file is not named as an image.", "Give PNG or JPEG files: .png, .jpg, .jpeg.")
    return kind


def shown_copy(data: bytes, kind: str) -> bytes:
    """The copy of an image that is shown, as PNG. Raises Unfit where it is no whole image of sane size."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
            _check(image, kind)
            image.load()
            return _png(_normal(image))
    except UnidentifiedImageError as error:
        raise Unfit("The file is not a PNG or JPEG image.", "Export it again as one.") from error
    except (OSError, ValueError, SyntaxError, EOFError, Warning, Image.DecompressionBombError) as error:
        raise Unfit("The image is damaged, cut off or too large.", "Export or copy it again.") from error


@contextmanager
def quietly() -> Iterator[None]:
    """Keep the library from warning of images that are refused anyway; in the thread that begins others."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _check(image: Image.Image, kind: str) -> None:
    """Look at what the file says of itself, before any of it is unpacked."""
    if image.format != kind:
        raise Unfit(f"The file is named as {kind} but is {image.format}.", "Name it as what it is.")
    width, height = image.size
    if min(width, height) < LEAST_SIDE or max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise Unfit(
            f"The image is {width:,} by {height:,} pixels.",
            f"Give {LEAST_SIDE} to {MOST_SIDE:,} pixels a side, {MOST_PIXELS:,} in all at most.",
        )


def _normal(image: Image.Image) -> Image.Image:
    """Upright, on white where it is transparent, in a form that every browser shows."""
    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        clear = upright.convert("RGBA")
        upright = Image.new("RGB", clear.size, "white")
        upright.paste(clear, mask=clear.getchannel("A"))
    elif upright.mode in _SIXTEEN_BITS:
        upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif upright.mode not in _AS_IT_IS:
        upright = upright.convert("RGB")
    if upright.width > SHOWN[0] or upright.height > SHOWN[1]:
        upright = upright.convert("L" if upright.mode in {"1", "L"} else "RGB")
        upright.thumbnail(SHOWN)
    return upright


def _png(image: Image.Image) -> bytes:
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()

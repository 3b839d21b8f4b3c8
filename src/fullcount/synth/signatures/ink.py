"""Strokes as small pictures: as an office has them on file, and as they are cut out of a petition."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from fullcount.synth.chance import Flags, Floats
from fullcount.synth.signatures.hand import Hand
from fullcount.synth.signatures.signing import Stroke

SIZE: Final = (400, 120)  # pixels
FINE: Final = 3  # drawn so much larger, and made smaller: smooth edges
SHADES: Final = 16
MARGIN: Final = 12
STRAIGHT: Final = 0.97  # cosine of the least bend that is rounded off
LETTER: Final = 24.0  # pixels of a small letter's height, where the name is not too long for it
RULED: Final = 70  # the shade of the ruled line, of 255
INKS: Final = ((28, 28, 34), (30, 44, 120))
WHITE, CREAM = (255, 255, 255), (250, 247, 236)


def on_file(strokes: Sequence[Stroke], hand: Hand, size: float) -> bytes:
    """A PNG as an office has it on file. size: beside the hand's usual."""
    return _png(_drawn(strokes, hand, size, ruled=False), WHITE, INKS[0])


def on_paper(strokes: Sequence[Stroke], hand: Hand, size: float) -> bytes:
    """A PNG as cut out of a petition's line: on its paper, above the ruled line, in the pen's ink."""
    return _png(_drawn(strokes, hand, size, ruled=True), CREAM, INKS[hand.ink])


def _drawn(strokes: Sequence[Stroke], hand: Hand, size: float, *, ruled: bool) -> Image.Image:
    width, height = SIZE
    sheet = Image.new("L", (width * FINE, height * FINE), 0)
    pen = ImageDraw.Draw(sheet)
    scale, left, base = _place(strokes, size)
    if ruled:
        at = min(base + 5, height - 6) * FINE
        pen.line((0, at, width * FINE, at), fill=RULED, width=FINE)
    for stroke in strokes:
        points = (stroke.points * [scale, -scale] + [left, base]) * FINE
        widths = hand.pen * FINE * (1 - hand.press + 2 * hand.press * stroke.press)
        _draw(pen, points, np.maximum(widths, FINE))
    return sheet.reduce(FINE)


def _draw(pen: ImageDraw.ImageDraw, points: Floats, widths: Floats) -> None:
    """Draw runs of one width as lines, and round off their ends and every bend."""
    sizes = (widths / 2).round().astype(int) * 2
    runs = [0, *(np.flatnonzero(np.diff(sizes)) + 1).tolist(), len(points)]
    for begin, end in pairwise(runs):
        pen.line(points[max(begin - 1, 0) : end].ravel().tolist(), fill=255, width=int(sizes[begin]))
    turns = np.unique([*runs[:-1], len(points) - 1, *(np.flatnonzero(_bends(points)) + 1).tolist()])
    for (x, y), width in zip(points[turns].tolist(), widths[turns].tolist(), strict=True):
        half = width / 2 - 0.5
        pen.ellipse((x - half, y - half, x + half, y + half), fill=255)


def _bends(points: Floats) -> Flags:
    """Where the direction changes so much that a gap would show."""
    step = np.diff(points, axis=0)
    one, next_one = step[:-1], step[1:]
    along = (one * next_one).sum(axis=1)
    bends: Flags = along < STRAIGHT * np.hypot(*one.T) * np.hypot(*next_one.T)
    return bends


def _place(strokes: Sequence[Stroke], size: float) -> tuple[float, float, float]:
    """How many pixels a unit is, and where the beginning of the line written on lies."""
    all_points = np.concatenate([stroke.points for stroke in strokes])
    low, high = all_points.min(axis=0), all_points.max(axis=0)
    wide, tall = np.maximum(high - low, 0.5)
    room = (SIZE[0] - 2 * MARGIN) / wide, (SIZE[1] - 2 * MARGIN) / tall
    scale = min(LETTER * size, *room)
    left = (SIZE[0] - wide * scale) / 2 - low[0] * scale
    base = (SIZE[1] + tall * scale) / 2 + low[1] * scale
    return float(scale), float(left), float(base)


def _png(sheet: Image.Image, paper: tuple[int, ...], ink: tuple[int, ...]) -> bytes:
    """Sixteen shades from paper to ink: a few kilobytes."""
    shades = sheet.point(lambda value: value * (SHADES - 1) // 255)
    shades = Image.frombytes("P", shades.size, shades.tobytes())
    steps = np.linspace(0, 1, SHADES)[:, None]
    shades.putpalette(
        (np.array(paper) * (1 - steps) + np.array(ink) * steps).round().astype(np.uint8).tobytes()
    )
    out = io.BytesIO()
    shades.save(out, "PNG", bits=4, compress_level=6)
    return out.getvalue()

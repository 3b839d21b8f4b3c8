"""A name signed in a hand: the strokes of the pen, as points, a little different at each signing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from fullcount.synth.chance import Floats
from fullcount.synth.signatures.hand import Hand
from fullcount.synth.signatures.letters import AFTER, CAPITAL, ROUND, SMALL, glyphs, plain_letters

STEPS: Final = 7  # points of the curve between two the pen goes through
PLAIN: Final = 2  # letters of a word that haste leaves whole
WHOLE: Final = 2
DRAWN_OUT, BELOW = 1, 2  # ways to end
Points = list[Floats]


class Stroke(NamedTuple):
    """What the pen draws without leaving the paper. points: n by 2, y upwards; press: 0 light to 1 heavy."""

    points: Floats
    press: Floats


def sign(hand: Hand, name: Sequence[str], *time: int) -> list[Stroke]:
    """A name signed once. name: first, middle and last; time: numbers of this signing."""
    rng = np.random.Generator(np.random.PCG64([int(number) for number in time]))
    first, middle, last = name
    if not plain_letters(last):  # who has one name writes it out
        first, last = "", first if plain_letters(first) else "x"
    texts = [
        (first, hand.first == WHOLE),
        (middle if hand.middle else "", hand.middle == WHOLE),
        (last, True),
    ]
    strokes = _Pen(hand, rng).name(texts)
    return [_curved(points, hand) for points in _shaped(strokes, hand, rng)]


class _Pen:
    """The pen on its way to the right. Strokes that are done, and the one being drawn."""

    def __init__(self, hand: Hand, rng: np.random.Generator) -> None:
        self._hand, self._rng = hand, rng
        self._done: Points = []
        self._drawn: Points = []
        self._later: Points = []
        self._x = 0.0

    def name(self, texts: Sequence[tuple[str, bool]]) -> Points:
        """All strokes of a name, in the order of drawing. texts: its parts; whether each is written whole."""
        words = [(part, whole) for text, whole in texts for part in text.replace("-", " ").split()]
        for number, (word, whole) in enumerate(words, 1):
            self._word(plain_letters(word), whole=whole, last=number == len(words))
        return self._done

    def _word(self, letters: str, *, whole: bool, last: bool) -> None:
        if letters:
            self._capital(letters[0].upper())
            self._small(letters[1:] if whole else "")
            if last:
                self._tail()
            self._lift()
            self._done.extend(self._later)
            self._later = []
            self._x += 0.35 + 1.2 * self._hand.space

    def _tail(self) -> None:
        """End as the hand ends: with nothing, with the last stroke drawn out, or with a line below."""
        length = self._x * self._rng.normal(1, 0.09)
        if self._hand.tail == DRAWN_OUT and self._drawn:
            sweep = np.array([(0.45, 0.0), (0.12 * length + 0.8, 0.25)])
            self._drawn.append(self._noisy(sweep) + self._drawn[-1][-1])
        elif self._hand.tail == BELOW:
            self._lift()
            sweep = np.array(
                [(0.1, -0.6), (-0.4 * length, -0.8), (-0.8 * length, -0.85), (-0.45 * length, -0.98)]
            )
            self._drawn.append(sweep + self._rng.normal(0, 0.06, sweep.shape) + [self._x, 0])

    def _capital(self, letter: str) -> None:
        other = glyphs(ROUND).get(letter)
        chosen = other if other and self._hand.forms >> (ord(letter) - 65) & 1 else glyphs(CAPITAL)[letter]
        scale = self._hand.capital * self._rng.normal(1, 0.05)
        wide = scale * (0.5 + 0.5 * self._hand.width) * self._rng.normal(1, 0.05)
        right = max(float(stroke[:, 0].max()) for stroke in chosen)
        for stroke in chosen:
            self._lift()
            self._drawn.append(self._noisy(stroke) * [wide, scale] + [self._x, 0])
        end = chosen[-1][-1]
        if self._hand.lifts or len(chosen) > 1 or end[0] < 0.75 * right or end[1] > 0.8:
            self._lift()
        self._x += right * wide + 0.05 + 0.4 * self._hand.space

    def _small(self, letters: str) -> None:
        for number, letter in enumerate(letters):
            lost = self._lost(number, len(letters))
            (shape,) = glyphs(SMALL)[letter]
            shape = _hasty(shape, lost, self._hand)
            wide = self._hand.width * (1 - 0.3 * lost) * self._rng.normal(1, 0.09)
            high = (1 - 0.45 * lost) * self._rng.normal(1, 0.08)
            points = self._noisy(_habits(shape, self._hand)) * [wide, high]
            self._drawn.append(points + np.array([self._x, 0]))
            if self._hand.dots and lost < 0.8 and letter in glyphs(AFTER):
                (after,) = glyphs(AFTER)[letter]
                late = self._rng.normal(0.1, 0.08, 2)
                self._later.append(self._noisy(after) * [wide, 1] + [self._x, 0] + late)
            self._x += float(points[-1, 0]) + self._hand.space * 0.6

    def _lost(self, number: int, of: int) -> float:
        """How much of a letter haste takes: nothing of the first ones, most of the last."""
        if number < PLAIN:
            return 0.35 * self._hand.haste
        return min(1.0, self._hand.haste * (0.5 + 0.8 * (number - PLAIN) / max(of - PLAIN, 3)))

    def _noisy(self, points: Floats) -> Floats:
        return points + self._rng.normal(0, 0.03, points.shape)

    def _lift(self) -> None:
        if self._drawn:
            self._done.append(np.concatenate(self._drawn))
            self._drawn = []


def _hasty(shape: Floats, lost: float, hand: Hand) -> Floats:
    """A letter as haste leaves it: what it goes up or down for stays, its turns go."""
    if lost < 0.45:
        return shape
    above, below = shape[:, 1].max() > 1.2, shape[:, 1].min() < -0.3
    right = shape[:, 0].max()
    if above or below:
        kept: Floats = shape[np.unique([0, shape[:, 1].argmax(), shape[:, 1].argmin(), len(shape) - 1])]
        return kept
    turns = 1 if right < 1.1 or lost > 0.75 else 2
    wave = [(0.0, 0.15)]
    for turn in range(turns):
        wave += [((turn + 0.4) * right / turns, 0.85), ((turn + 0.9) * right / turns, 0.1)]
    points = np.array(wave)
    points[:, 0] *= 0.75 + 0.2 * hand.round_
    return points


def _habits(shape: Floats, hand: Hand) -> Floats:
    """Ascenders and descenders as tall and their loops as open as the hand has them."""
    points = shape.copy()
    far = (points[:, 1] > 1.15) | (points[:, 1] < -0.25)
    if far.any():
        stem = points[far, 0].min()
        points[far, 0] = stem + (points[far, 0] - stem) * hand.loops
        over = points[:, 1] > 1
        points[over, 1] = 1 + (points[over, 1] - 1) * hand.tall
        points[points[:, 1] < 0, 1] *= hand.tall
    return points


def _shaped(strokes: Points, hand: Hand, rng: np.random.Generator) -> Points:
    """Slant, the climbing line, and the slow drift of a hand that is not guided by ruled paper."""
    slant = np.tan(np.radians(hand.slant + rng.normal(0, 2.0)))
    rise = np.tan(np.radians(hand.rise + rng.normal(0, 0.9)))
    wave, phase, bow = rng.normal(0, 0.05), rng.uniform(0, 6.3), rng.normal(0, 0.004)
    made = []
    for points in strokes:
        x, y = points[:, 0], points[:, 1]
        drift = wave * np.sin(0.9 * x + phase) + rise * x + bow * x * x
        made.append(np.column_stack([x + slant * y, y + drift]))
    return made


def _curved(points: Floats, hand: Hand) -> Stroke:
    """The smooth line through the points (Catmull-Rom), heavier where it goes down."""
    ends = np.concatenate([points[:1], points, points[-1:]])
    before, begin, end, after = ends[:-3], ends[1:-2], ends[2:-1], ends[3:]
    into, out = (end - before) * 0.5 * hand.round_, (after - begin) * 0.5 * hand.round_
    t = np.linspace(0, 1, STEPS, endpoint=False)[None, :, None]
    a, b = begin[:, None], end[:, None]
    m, n = into[:, None], out[:, None]
    curve = (
        (2 * t**3 - 3 * t**2 + 1) * a + (t**3 - 2 * t**2 + t) * m
        + (3 * t**2 - 2 * t**3) * b + (t**3 - t**2) * n
    )  # fmt: skip
    line = np.concatenate([curve.reshape(-1, 2), points[-1:]])
    step = np.diff(line, axis=0, prepend=line[:1])
    length = np.hypot(step[:, 0], step[:, 1]) + 1e-6
    down = np.clip(-step[:, 1] / length, -1, 1) * 0.5 + 0.5
    slow = 1 / (1 + 4 * length)
    press = 0.65 * down + 0.35 * slow
    kernel = np.ones(5) / 5
    return Stroke(line, np.convolve(np.pad(press, 2, mode="edge"), kernel, mode="valid"))

"""The benchmark's plots as SVG that reads on light and on dark pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.ticker import LogLocator, NullLocator

from bench.medians import figures, largest, seconds, steps
from bench.names import CLASSES, NAMES, RURAL, SCENARIOS, SECOND, SPEED
from bench.results import Record

PAPER, INK, FAINT = "#ffffff", "#1f2328", "#d0d7de"
_DARK = {PAPER: "#0d1117", INK: "#e6edf3", FAINT: "#3d444d"}
COLOURS = {
    "prepared": "#1f77b4", "cold": "#56a5dc", "splink": "#d9691e", "splink-usual": "#f0a35e",
    "splink-saved": "#a8501a", "recordlinkage": "#2a9d6f",
}  # fmt: skip
MARKS = {SPEED: "o", SECOND: "s", RURAL: "^"}
_ABREAST = 5  # panels
_LOOK = {
    "svg.fonttype": "none", "svg.hashsalt": "fullcount", "font.family": "sans-serif", "font.size": 10,
    "font.sans-serif": ["Helvetica", "Arial", "DejaVu Sans"], "text.color": INK, "axes.edgecolor": FAINT,
    "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK, "figure.facecolor": PAPER,
    "axes.facecolor": PAPER, "legend.frameon": False, "axes.spines.top": False, "axes.spines.right": False,
    "grid.color": FAINT, "grid.linewidth": 0.6, "axes.grid": True, "axes.axisbelow": True,
}  # fmt: skip


def draw(everything: Record, folder: Path) -> list[str]:
    """Draw every plot there are results for; gives the names of the files in `folder`."""
    mpl.use("svg")
    folder.mkdir(parents=True, exist_ok=True)
    plots = {"cpu": _cpu, "precision-recall": _precision_recall, "calibration": _calibration, "steps": _steps}
    drawn = []
    for name, plot in plots.items():
        with mpl.rc_context(_LOOK):
            figure = plot(everything["petitions"])
            if figure is not None:
                _save(figure, folder / f"{name}.svg")
                drawn.append(f"{name}.svg")
    return drawn


def _cpu(petitions: list[Record]) -> Any:
    """CPU seconds against the size of the roll, one line a side."""
    speed = [one for one in petitions if one["scenario"] == SPEED]
    if not speed:
        return None
    figure, axes = plt.subplots(figsize=(7, 4.8), layout="constrained")
    for side, colour in COLOURS.items():
        points = [
            (one["voters"], took)
            for one in speed
            if side in one["sides"] and (took := seconds(one["sides"][side], "cpu"))
        ]
        if points:
            axes.plot(*zip(*points, strict=True), "o-", color=colour, label=NAMES[side], markersize=5)
    axes.set(xscale="log", yscale="log", xlabel="voters on the roll (log)", ylabel="CPU seconds (log)")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}")
        axis.set_minor_locator(NullLocator())
    figure.legend(loc="outside lower center", ncols=2, fontsize=9)
    return figure


def _precision_recall(petitions: list[Record]) -> Any:
    """Precision against recall at 0.9, a colour a side, a mark an error model."""
    figure, axes = plt.subplots(figsize=(7, 5), layout="constrained")
    some = False
    for scenario, mark in MARKS.items():
        one = largest(petitions, scenario)
        for side in ("prepared", "splink", "splink-usual") if one else ():
            found = figures(one, side) if one else None
            if found:
                some = True
                at = found["recall at 0.9"], found["precision at 0.9"]
                axes.plot(*at, mark, color=COLOURS[side], markersize=9, linestyle="none")
    if not some:
        plt.close(figure)
        return None
    axes.axhline(0.997, color=INK, linewidth=0.8, linestyle=":")
    axes.axvline(0.94, color=INK, linewidth=0.8, linestyle=":")
    axes.set(xlabel="recall at 0.9, of lines whose signer is on the roll", ylabel="precision at 0.9")
    sides = [_key(COLOURS[side], "o", NAMES[side]) for side in ("prepared", "splink", "splink-usual")]
    marks = [_key(INK, mark, SCENARIOS[scenario]) for scenario, mark in MARKS.items()]
    figure.legend(handles=[*sides, *marks], loc="outside lower center", ncols=2, fontsize=9)
    return figure


def _key(colour: str, mark: str, label: str) -> Any:
    return plt.Line2D([], [], color=colour, marker=mark, linestyle="none", label=label)


def _calibration(petitions: list[Record]) -> Any:
    """What came true of what was said, a panel a reading."""
    one = largest(petitions, SECOND) or largest(petitions, SPEED)
    quality = (one["sides"].get("prepared", {}).get("quality") or {}) if one else {}
    if "all" not in quality:
        return None
    bins = {name.removeprefix("read "): rows for name, rows in quality["all"]["bins"].items() if rows}
    rows_of = -(-len(bins) // _ABREAST)
    figure, grid = plt.subplots(
        rows_of, _ABREAST, figsize=(9, 2.3 * rows_of + 0.4), layout="constrained", sharex=True, sharey=True
    )
    for axes, (name, rows) in zip(grid.flat, bins.items(), strict=False):
        axes.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle=":")
        most = max(many for _, many, _, _ in rows)
        for _, many, said, was in rows:
            size = 10 + 70 * (many / most) ** 0.5
            axes.scatter(said, was, s=size, color=COLOURS["prepared"], linewidths=0)
        axes.set_title(CLASSES.get(name, name), fontsize=9)
        axes.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.04), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1))
    for axes in grid.flat[len(bins) :]:
        axes.set_axis_off()
    figure.supxlabel("probability said", fontsize=10)
    figure.supylabel("share that came true", fontsize=10)
    return figure


def _steps(petitions: list[Record]) -> Any:
    """CPU seconds of linking, by what they were for."""
    one = largest(petitions, SPEED)
    took = steps(one["sides"]["prepared"]) if one and "prepared" in one["sides"] else {}
    if not took:
        return None
    figure, axes = plt.subplots(figsize=(7, 0.32 * len(took) + 0.9), layout="constrained")
    names, values = list(took)[::-1], list(took.values())[::-1]
    bars = axes.barh(names, values, color=COLOURS["prepared"], height=0.65)
    axes.bar_label(bars, fmt="%.2f", padding=3, fontsize=9, color=INK)
    axes.set(xlabel="CPU seconds")
    axes.grid(visible=False, axis="y")
    axes.margins(x=0.1)
    return figure


def _save(figure: Any, path: Path) -> None:
    """Write the SVG without a date, and let it follow the reader's light or dark."""
    figure.savefig(path, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    plt.close(figure)
    text = path.read_text(encoding="utf-8")
    text = text.replace("<defs>", f"<style>{' '.join(_dark_rules())}</style>\n <defs>", 1)
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8")


def _dark_rules() -> Iterator[str]:
    yield "@media (prefers-color-scheme: dark) {"
    for light, dark in _DARK.items():
        for what in ("fill", "stroke"):
            yield f'[style*="{what}: {light}"] {{ {what}: {dark} !important }}'
    yield "}"

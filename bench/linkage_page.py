"""The results as docs/look-up/linkage-benchmark.md; what holds of every run stands in linkage_page.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from string import Template

from bench.bars import held
from bench.linkage_quality import BARS
from bench.medians import extrapolated, figures, largest, peak, runs, seconds, steps
from bench.names import NAMES, SPEED
from bench.results import Record

TEACHING = 300  # pairs of each kind that dedupe is told
_COMPARED = {
    "precision": "precision at 0.9",
    "recall": "recall at 0.9",
    "best F1": "best F1",
    "right voter first, at the address": "here: first",
    "movers of a rare name among five": "movers, rare name: among five",
    "strangers": "unregistered linked at 0.9",
    "housemate": "housemate at 0.9",
    "calibration error": "calibration error, candidates",
}
_JUDGED = (
    ("prepared", "figures", "fullcount"),
    ("splink", "figures", "splink, our levels, shares"),
    ("splink", "alone", "splink, our levels, pairs"),
    ("splink-usual", "figures", "splink, as usual, shares"),
    ("splink-usual", "alone", "splink, as usual, pairs"),
    ("recordlinkage", "figures", "recordlinkage, mean likeness"),
    ("recordlinkage", "alone", "recordlinkage, its classifier"),
)
_WHOLE = ("prepared", "cold", "splink", "splink-usual", "splink-saved", "recordlinkage")
_ORDER = ("fullcount", "splink", "recordlinkage", "dedupe")  # on Febrl's sets
_FEW = ("rapidfuzz", "rapidfuzz-cdist")


def write_page(everything: Record, out: Path) -> str:
    """Draw the plots beside the page, write it, and give the bars as text."""
    from bench.plots import draw

    plots = draw(everything, out.with_suffix(""))
    out.write_text(page(everything, plots, out.stem), encoding="utf-8")
    return bars_table(everything)


def page(everything: Record, plots: Sequence[str], folder: str) -> str:
    """The page as Markdown. plots: names of the files drawn in `folder`, which lies beside the page."""
    petitions = everything["petitions"]
    shown = {name: f"![{alt}]({folder}/{name}.svg)" if f"{name}.svg" in plots else "Not measured in this run."
             for name, alt in _ALT.items()}  # fmt: skip
    return Template(Path(__file__).with_suffix(".md").read_text(encoding="utf-8")).substitute(
        _about(everything),
        bars=bars_table(everything),
        speed="\n\n".join(_speed(petitions)) or "Not measured in this run.",
        steps=_steps(petitions, shown["steps"]),
        small="\n\n".join(_small(petitions)) or "Not measured in this run.",
        quality="\n\n".join(_quality(petitions)) or "Not measured in this run.",
        ours=_ours(petitions) or "Not measured in this run.",
        febrl=_febrl(everything["febrl"]) or "Not measured in this run.",
        labelled=TEACHING,
        cpu_plot=shown["cpu"],
        quality_plot=shown["precision-recall"],
        calibration_plot=shown["calibration"],
    )


_ALT = {
    "cpu": "CPU seconds against the number of voters, by side",
    "precision-recall": "Precision against recall at 0.9, by side and error model",
    "calibration": "Share that came true against the probability said, by reading",
    "steps": "CPU seconds of linking by step",
}


def bars_table(everything: Record) -> str:
    """Every bar with what was measured, met or missed."""
    rows = [
        (str(one.number), one.what, one.wanted, _number(one.figure), one.verdict, one.of)
        for one in held(everything)
    ]
    return _table(("bar", "what", "wanted", "measured", "", "on"), rows)


def _about(everything: Record) -> dict[str, str]:
    run = everything["run"]
    loads = [
        turn["load"]
        for one in everything["petitions"]
        for side in one["sides"].values()
        for turn in runs(side)
    ]
    load = (
        f"Load before a side began: {median(loads):.1f} (median), {max(loads):.1f} at most." if loads else ""
    )
    versions = {"Python": run["python"], **run["versions"]}
    turns = max(
        (len(side["runs"]) for one in everything["petitions"] for side in one["sides"].values()), default=1
    )
    return {
        "command": run["command"],
        "machine": f"Machine: {run['cores']} cores ({run['cpu']}), {run['memory']:.0f} GB.",
        "began": run["began"].replace("T", " ").replace("+00:00", " UTC"),
        "minutes": f"; {run['seconds'] / 60:.0f} minutes with the making of petitions"
        if "seconds" in run
        else "",
        "load": load,
        "versions": ", ".join(f"{name} {number}" for name, number in versions.items()),
        "repeat": f"The sides took {turns} turns; medians are given." if turns > 1 else "Each had one turn.",
    }


def _speed(petitions: Sequence[Record]) -> Iterator[str]:
    for one in petitions:
        if one["scenario"] == SPEED:
            base = seconds(one["sides"]["prepared"], "cpu") if "prepared" in one["sides"] else None
            rows = [_speed_row(one["sides"][side], side, base) for side in _WHOLE if side in one["sides"]]
            head = ("", "wall s", "CPU s", "peak GB", "CPU / ours", "CPU s by stage")
            yield f"### {_sized(one)}\n\n{_table(head, rows)}"


def _speed_row(side: Record, name: str, base: float | None) -> tuple[str, ...]:
    cpu = seconds(side, "cpu")
    if cpu is None:
        return (NAMES[name], "", "", "", "", side["runs"][0]["failed"] if side["runs"] else "")
    stages = runs(side)[0]["stages"]
    parts = ", ".join(f"{stage} {seconds(side, 'cpu', [stage]):.2f}" for stage in stages)
    ratio = f"{cpu / base:.1f}" if base else ""
    return (NAMES[name], f"{seconds(side, 'wall'):.2f}", f"{cpu:.2f}", f"{peak(side):.2f}", ratio, parts)


def _steps(petitions: Sequence[Record], plot: str) -> str:
    one = largest(petitions, SPEED)
    if not one or not steps(one["sides"].get("prepared", {"runs": []})):
        return ""
    return f"Where linking's CPU seconds go, roll prepared, {_sized(one)}:\n\n{plot}"


def _small(petitions: Sequence[Record]) -> Iterator[str]:
    rows = [
        row
        for one in petitions
        for name in _FEW
        for turn in runs(one["sides"].get(name, {"runs": []}))
        for row in [_few_row(one, name, turn)]
    ]
    if rows:
        head = (
            "",
            "voters",
            "lines done",
            "CPU s",
            "right, of those with a voter",
            "all lines, extrapolated: CPU h",
        )
        yield _table(head, rows)
        yield (
            "rapidfuzz holds a line against every voter, so it was given few lines; the last column supposes "
            "that every line takes as long, and was not run."
        )
    yield from _recordlinkage(petitions)


def _few_row(one: Record, name: str, turn: Record) -> tuple[str, ...]:
    cpu = sum(took["cpu"] for took in turn["stages"].values())
    hits = (one["sides"][name]["quality"] or {}).get("hits") or {"right": 0, "registered": 0}
    hours = extrapolated(cpu, turn["done"], one["lines"]) / 3600
    right = f"{hits['right']} of {hits['registered']}"
    return (NAMES[name], f"{one['voters']:,}", str(turn["done"]), f"{cpu:.2f}", right, f"{hours:.2f}")


def _recordlinkage(petitions: Sequence[Record]) -> Iterator[str]:
    for one in petitions:
        side = one["sides"].get("recordlinkage", {"runs": []})
        top = largest(petitions, SPEED)
        if runs(side) and top and top["scale"] > one["scale"]:
            cpu, pairs = seconds(side, "cpu") or 0.0, runs(side)[0]["more"]["pairs"]
            times = extrapolated(cpu, one["lines"], top["lines"])
            yield (
                f"recordlinkage took {cpu:.1f} CPU s for {pairs:,} pairs at scale {one['scale']:g}. If it "
                f"grew with the lines alone, {top['lines']:,} lines would take {times:.0f} CPU s "
                f"(extrapolated); but its pairs grow faster and are held in memory: that size was not run."
            )


def _quality(petitions: Sequence[Record]) -> Iterator[str]:
    for one in petitions:
        rows = [
            (what, *(f"{found[name]:.4f}" for name in _COMPARED.values()))
            for side, score, what in _JUDGED
            if (found := figures(one, side, score))
        ]
        if rows:
            yield f"### `{one['scenario']}`, {_sized(one)}\n\n{_table(('', *_COMPARED), rows)}"


def _ours(petitions: Sequence[Record]) -> str:
    found = {
        f"`{one['scenario']}` {one['scale']:g}": all_figures
        for one in petitions
        if (all_figures := figures(one, "prepared", "all"))
    }
    names = list(next(iter(found.values()))) if found else []
    rows = []
    for name in names:
        bar = BARS.get(name)
        cells = (
            f"{each[name]:.4f}{'' if bar is None or bar.met(each[name]) else ' **missed**'}"
            for each in found.values()
        )
        rows.append((name, str(bar or ""), *cells))
    return _table(("figure", "bar", *found), rows) if rows else ""


def _febrl(febrl: dict[str, Record]) -> str:
    sides = list(dict.fromkeys(side for each in febrl.values() for side in each))
    sides.sort(key=lambda side: ("identifier" in side, _ORDER.index(side.split(",")[0])))
    rows = [(side, *(_febrl_cell(each.get(side)) for each in febrl.values())) for side in sides]
    cpu = [(f"{side}, CPU s", *(_seconds_cell(each.get(side)) for each in febrl.values())) for side in sides]
    head = ("F1", *(f"Febrl {name}" for name in febrl))
    return "\n\n".join([_table(head, rows), _table(("", *head[1:]), cpu)]) if rows else ""


def _febrl_cell(record: Record | None) -> str:
    if record is None:
        return "not run"
    return (
        f"{record['f1']:.4f} ({record['best f1']:.4f})" if "f1" in record else f"failed: {record['failed']}"
    )


def _seconds_cell(record: Record | None) -> str:
    return f"{record['cpu']:.1f}" if record and "cpu" in record else ""


def _sized(one: Record) -> str:
    return f"scale {one['scale']:g}: {one['voters']:,} voters, {one['lines']:,} lines"


def _number(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.4f}" if figure <= 1 else f"{figure:.2f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])

"""What a demo shows at its end: the published figures beside ours, the errors by cause, what to try next."""

from __future__ import annotations

from decimal import Decimal

from rich.table import Table

from fullcount import law, synth
from fullcount.case import read, record
from fullcount.cli.bundle import print_verdict
from fullcount.cli.console import out
from fullcount.cli.demo.replay import Replayed
from fullcount.terms import Certificate

PUBLISHED_TABLE = "los-angeles-2022"
LAST = "valid"
Row = tuple[str, int | None, int | Decimal | str]


def print_outcome(replayed: Replayed) -> None:
    """Figures, verification, errors, files, next steps."""
    certificate = record.certificates()[-1]
    out.print()
    out.print(_figures(replayed, certificate))
    out.print(
        "Published: the county's press release of 15 August 2022; sample and thresholds, 14 July 2022. It "
        "published no duplicates of the sample and no projection. Samples differ by chance.",
        style="dim",
    )
    out.print()
    print_verdict(replayed.verdict)
    _print_errors(replayed.errors)
    _print_next(replayed)


def _figures(replayed: Replayed, certificate: Certificate) -> Table:
    scale = replayed.made.scale
    table = Table(
        box=None, pad_edge=False, title=f"Determination: {certificate.verdict}", title_justify="left"
    )
    for name in ("", "published 2022", f"at {scale:g}", "here"):
        table.add_column(name, justify="right" if name else "left")
    for name, published, here in (*_sample_rows(replayed, certificate), *_reason_rows(replayed, certificate)):
        scaled = "" if published is None else f"{round(published * scale):,}"
        shown = here if isinstance(here, str) else f"{here:,}"
        style = "bold" if name == LAST else None
        table.add_row(name, "" if published is None else f"{published:,}", scaled, shown, style=style)
    return table


def _sample_rows(replayed: Replayed, made: Certificate) -> list[Row]:
    scenario, rule = replayed.made.scenario, read.law_of()
    raw, counts = sum(scenario.lines.values()), scenario.counts
    published = rule.sample_thresholds(raw, counts["sample"], counts["required"])
    ours = rule.sample_thresholds(made.raw, made.sample, made.required)
    return [
        ("raw count", raw, made.raw),
        ("required number", counts["required"], made.required),
        ("sample size", counts["sample"], made.sample),
        ("  full count from that many valid", published.full_count_from, ours.full_count_from),
        ("  sufficient from that many valid", published.sufficient_from, ours.sufficient_from),
        ("  valid in sample", counts["sample_valid"], made.sample_valid),
        ("  further copies in sample", None, made.sample_duplicates),
        ("projection", None, made.projected if made.projected is not None else ""),
    ]


def _reason_rows(replayed: Replayed, made: Certificate) -> list[Row]:
    rule, lines = read.law_of(), replayed.made.scenario.lines
    published = _grouped(rule, {code: count for code, count in lines.items() if code != "valid"})
    ours = _grouped(rule, {code: count for code, _, count in made.by_reason})
    rows: list[Row] = [(name, count, ours.get(name, 0)) for name, count in published.items()]
    rows.sort(key=lambda row: -(row[1] or 0))
    disqualified = sum(published.values())
    return [*rows, ("disqualified", disqualified, made.disqualified), (LAST, lines["valid"], made.valid)]


def _grouped(rule: law.Law, counts: dict[str, int]) -> dict[str, int]:
    return rule.group_reasons(counts, PUBLISHED_TABLE)


def _print_errors(errors: synth.Errors) -> None:
    true, found = errors.valid
    out.print()
    out.print("Held against the truth of the made-up petition", style="bold")
    off = f"{found - true:+,} ({abs(found - true) / errors.lines:.2%} of {errors.lines:,} lines)"
    out.print(f"  valid in truth {true:,}, found {found:,}: {off}")
    for cause, lines in errors.by_cause.items():
        out.print(f"  {lines:>7,} ({lines / errors.lines:.2%})  {cause}", markup=False)
    out.print(
        f"  lines where a housemate stands for the signer: {errors.housemates:,} "
        f"({errors.housemates / errors.lines:.3%})"
    )


def _print_next(replayed: Replayed) -> None:
    folder, bundle = replayed.folder, replayed.opened.bundle_dir
    out.print()
    total = sum(seconds for _, seconds in replayed.seconds)
    slowest = sorted(replayed.seconds, key=lambda step: -step[1])[:4]
    told = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in slowest)
    out.print(f"{total:.0f} s in all ({told}).", style="dim")
    out.print(f"Certificate: {bundle / 'certificate.pdf'}")
    out.print(f"Worksheet:   {bundle / 'worksheet.pdf'}")
    out.print("Next, try:")
    for command in (
        f"fullcount verify {bundle}",
        f"python -m fullcount.verifier {bundle}      # needs nothing but Python",
        f"fullcount case status --case {folder}",
        f"fullcount ledger fsck --case {folder}",
        "fullcount demo --scale 1                     # the real size",
    ):
        out.print(f"  {command}", markup=False)

"""fullcount publish and verify: the bundle for everybody, and its re-check by anybody."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from fullcount import case, verifier
from fullcount.cli.console import bars, out, print_json
from fullcount.cli.options import AsJson, Case, DatabaseUrl, Quiet


def publish(directory: Case, database_url: DatabaseUrl = "", quiet: Quiet = False) -> None:
    """Write the bundle: no names, no addresses, everything needed to re-check the result.

    Example: fullcount publish --case demo/case
    """
    with case.open_case(directory, database_url=database_url) as opened, bars(quiet=quiet) as progress:
        path = case.publish(opened, datetime.now(UTC).date(), progress)
    out.print(f"Published: {path}")
    out.print(f"Anybody checks it with: fullcount verify {path}")


def verify(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="The folder of the published files.")],
    key: Annotated[
        str, typer.Option(help="The key the office published elsewhere; else the bundle's own.")
    ] = "",
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Compute a published result again: draw, duplicates, tallies, projection, determination, ledger.

    Example: fullcount verify demo/bundle
    """
    with bars(quiet=quiet) as progress:
        verdict = verifier.verify(bundle, key or None, progress)
    if as_json:
        print_json({"holds": verdict.holds, "checks": [asdict(check) for check in verdict.checks]})
    else:
        print_verdict(verdict)
    if not verdict.holds:
        raise typer.Exit(1)


def print_verdict(verdict: verifier.Verdict) -> None:
    """Each check in plain words, and the whole in one sentence."""
    for check in verdict.checks:
        mark, style = ("✓", "green") if check.holds else ("✗", "bold red")
        place = f" ({check.place})" if check.place else ""
        out.print(f"{mark} ", style=style, end="")
        out.print(f"{check.sentence}{place}", markup=False)
    holds = "Everything holds." if verdict.holds else "This bundle does NOT hold; see the marks above."
    out.print(holds, style="bold green" if verdict.holds else "bold red")

"""The law's arithmetic on a screen, one step a row."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from fullcount.cli.console import out
from fullcount.terms import Step


def print_steps(steps: Iterable[Step]) -> None:
    """Label, arithmetic, result and source of each step."""
    table = Table("step", "arithmetic", "result", "source", box=None, pad_edge=False)
    table.columns[2].justify = "right"
    for step in steps:
        table.add_row(step.label, step.formula, step.result, step.cite)
    out.print(table)

"""The law's arithmetic on a screen, one step a row; counted things in words."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from fullcount.cli.console import out
from fullcount.law import Law
from fullcount.terms import Step, Verdict


def print_steps(steps: Iterable[Step]) -> None:
    """Label, arithmetic, result and source of each step."""
    table = Table("step", "arithmetic", "result", "source", box=None, pad_edge=False)
    table.columns[2].justify = "right"
    for step in steps:
        table.add_row(step.label, step.formula, step.result, step.cite)
    out.print(table)


def print_follows(rule: Law, verdict: Verdict) -> None:
    """What the law asks after a verdict: what, how, and its source, with its doubt where there is one."""
    out.print("\nWhat follows:", style="bold")
    for step in rule.what_follows(verdict):
        doubt = f" [{step.formula}]" if step.formula else ""
        out.print(f"  {step.label}: {step.result} ({step.cite}){doubt}", markup=False)


def counted(count: int, one: str, several: str = "") -> str:
    """A number with its noun: 1 line, 1,200 lines."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"

"""What every command shares: the two streams, progress bars, JSON output, and how errors are told."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from fullcount.terms import Fault, UserError, plain

TRACEBACK = "FULLCOUNT_TRACEBACK"
EXIT_USER, EXIT_FAULT, EXIT_INTERRUPTED = 2, 70, 130

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


def print_json(value: object) -> None:
    """Print a value as JSON; a Decimal becomes a number with its own digits."""
    print(json.dumps(_numbers(value), ensure_ascii=False, indent=2))  # noqa: T201


def _numbers(value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {str(key): _numbers(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(item) for item in value]
    return plain(value)


class Bars:
    """Listens to a row of long steps, as terms.Progress does. This one says nothing."""

    def __call__(self, what: str, done: int, of: int) -> None:
        """Hear how far a step is."""

    def finish(self) -> None:
        """Close the step that ran last."""


class _Drawn(Bars):
    """One progress bar a step, kept on the screen when it is done."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._step: tuple[str, TaskID] | None = None

    def __call__(self, what: str, done: int, of: int) -> None:
        if self._step is None or self._step[0] != what:
            self.finish()
            self._step = (what, self._progress.add_task(sentence(what), total=of or None, count=""))
        count = f"{done:,} of {of:,}" if of else f"{done:,}" if done else ""
        self._progress.update(self._step[1], completed=done, total=of or None, count=count)

    def finish(self) -> None:
        if self._step is not None:
            task = next(row for row in self._progress.tasks if row.id == self._step[1])
            total = task.total or task.completed or 1
            count = f"{total:,.0f}" if task.total else task.fields["count"]
            self._progress.update(task.id, total=total, completed=total, count=count)
            self._progress.stop_task(task.id)
            self._step = None


class _Told(Bars):
    """One line a step when it is done, where there is no terminal to draw on."""

    def __init__(self) -> None:
        self._last: str | None = None
        self._count, self._began = 0, 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        if what != self._last:
            self.finish()
            self._last, self._began = what, time.monotonic()
        self._count = of or done

    def finish(self) -> None:
        if self._last is not None:
            took = time.monotonic() - self._began
            count = f" ({self._count:,})" if self._count else ""
            err.print(f"✓ {sentence(self._last)}{count}: {took:.0f} s", markup=False)
            self._last = None


def sentence(what: str) -> str:
    """The name of a step as a screen shows it."""
    return what[:1].upper() + what[1:]


@contextmanager
def bars(*, quiet: bool = False) -> Iterator[Bars]:
    """Progress on the error stream, so that the output stream stays clean for pipes."""
    if quiet or not err.is_terminal:
        shown = Bars() if quiet else _Told()
        yield shown
        shown.finish()
        return
    progress = Progress(
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[count]}", justify="right"),
        TimeElapsedColumn(),
        console=err,
    )
    with progress:
        drawn = _Drawn(progress)
        yield drawn
        drawn.finish()


def run(command: Callable[[], object]) -> int:
    """Run a command and tell its errors: what, where, why and what to do; returns the exit code."""
    try:
        command()
    except UserError as error:
        _tell(error)
        return EXIT_USER
    except Fault as error:
        err.print(f"[bold red]fullcount has a fault:[/] {error}", markup=True)
        err.print("Nothing of the case was changed by this command. Please report it with the text above.")
        return EXIT_FAULT
    except KeyboardInterrupt:
        err.print("Stopped. What was finished is kept; run the same command again to go on.")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 - the last door: an unknown error may carry a name in its text
        _tell_fault(error)
        return EXIT_FAULT
    return 0


def _tell(error: UserError) -> None:
    err.print("fullcount: ", style="bold red", end="")
    err.print(error.args[0], markup=False)


def _tell_fault(error: Exception) -> None:
    """Say where an unforeseen error arose, without its text: that could hold a signer's name."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "fullcount" in f.filename] or frames
    place = f"{ours[-1].filename.rsplit('fullcount/', 1)[-1]}:{ours[-1].lineno} ({ours[-1].name})"
    err.print(f"[bold red]fullcount has a fault:[/] {type(error).__name__} at {place}", markup=True)
    err.print("What was finished is kept. Please report it with the line above and the command you ran.")
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
    else:
        err.print(f"The whole trace, which may hold names, is shown with {TRACEBACK}=1.", style="dim")

"""What a piece of work takes: seconds by the wall and of the processors, and the peak of memory."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Stages = dict[str, dict[str, float]]
"""By name of the stage: seconds by the wall ("wall") and of the processors ("cpu")."""


@contextmanager
def stage(stages: Stages, name: str) -> Iterator[None]:
    """Time what is done inside; what a child process took counts once it has ended."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    yield
    stages[name] = {"wall": time.perf_counter() - wall, "cpu": cpu_seconds() - cpu}


def cpu_seconds() -> float:
    """Processor seconds of this process so far, all its threads and ended children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak() -> float:
    """Peak memory of this program, in GB.

    Linux says it in /proc; its getrusage would count the peak of the process that started this one, too.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1e6

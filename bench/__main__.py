"""What must be quick beside linking: python -m bench [--bundle BUNDLE]. Writes docs/look-up/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from string import Template

from bench.small import small_timings
from fullcount import __version__

PAGES = Path(__file__).parents[1] / "docs" / "look-up"


def main() -> None:
    """Measure and write the page."""
    options = _options()
    page = write_page(small_timings(options.bundle), os.getloadavg()[0], bundle=options.bundle is not None)
    options.out.write_text(page, encoding="utf-8")
    print(page)


def write_page(timings: Sequence[tuple[str, float]], load: float, *, bundle: bool) -> str:
    """The page as Markdown. load: other work on the machine when the run began."""
    rows = "\n".join(f"| {what} | {seconds:.2f} |" for what, seconds in timings)
    return Template(Path(__file__).with_name("page.md").read_text(encoding="utf-8")).substitute(
        bundle=" --bundle BUNDLE" if bundle else "",
        cores=os.cpu_count(),
        load=f"{load:.1f}",
        python=platform.python_version(),
        ours=__version__,
        rows=rows,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Time the draw, the ledger, the check."
    )
    parser.add_argument("--bundle", type=Path, help="a published bundle whose check is to be timed")
    parser.add_argument("--out", type=Path, default=PAGES / "benchmarks.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()

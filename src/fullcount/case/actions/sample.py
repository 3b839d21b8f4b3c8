"""The public draw: the seed is entered once, after the manifest is frozen; the sample follows from both."""

from __future__ import annotations

from fullcount import sampling
from fullcount.case import bulk, kinds, read
from fullcount.case.acting import Acting
from fullcount.case.book import last_body, writing
from fullcount.case.home import Case
from fullcount.case.models import DrawnRow
from fullcount.terms import Draw, Refused, Stage

DRAWN = ("rank", "line_id", "entry_id")


def enter_seed(case: Case, acting: Acting, seed: str) -> None:
    """Enter the seed rolled before witnesses. Raises BadInput for one that is not 20 or more digits."""
    sampling.check_seed(seed)
    with writing(case, acting, kinds.SEED) as page:
        read.check_prima_facie()
        page.close({"seed": seed})


def draw_sample(case: Case, acting: Acting, size: int | None = None) -> Draw:
    """Draw the sample: the law's size, or a larger one. The draw is kept in ticket order.

    Raises Refused where the law asks for more lines, or has every line examined.
    """
    with writing(case, acting, kinds.DRAWN) as page:
        places = dict(read.lines_of(Stage.FULL).values_list("line", "place"))
        seed = str((last_body(kinds.SEED) or {})["seed"])
        draw = sampling.draw(places, seed, _size(len(places), size))
        rows = [(rank, places[line], page.index) for rank, line in enumerate(draw.lines, 1)]
        bulk.insert(DrawnRow, DRAWN, rows)
        manifest = str((last_body(kinds.FROZEN) or {})["manifest_sha256"])
        digest = sampling.lines_digest(draw.lines)
        page.close({"seed": seed, "size": draw.size, "manifest_sha256": manifest, "lines_sha256": digest})
        return draw


def _size(raw: int, asked: int | None) -> int:
    least = read.law_of().sample_size(raw)
    if least.everything:
        raise Refused(
            f"The law has all {raw:,} signatures examined; there is no sample.",
            do="Order the full count instead.",
        )
    if asked is not None and asked < least.size:
        raise Refused(
            f"A sample of {asked:,} lines is too small; the law asks for {least.size:,} or more.",
            do="Ask for more, or leave the size to the law.",
        )
    return least.size if asked is None else asked

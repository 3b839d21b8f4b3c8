"""Linking the transcribed lines to the roll. What is stored are proposals; no line is decided by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from fullcount import linkage
from fullcount.case import bulk, kinds, linked, private, read
from fullcount.case.acting import Acting
from fullcount.case.actions.rolls import check_roll
from fullcount.case.book import Page, digest, last_acts, last_document, writing
from fullcount.case.home import Case
from fullcount.case.models import CandidateRow, GroupRow, ReadingRow
from fullcount.terms import Candidate, DuplicateGroup, Progress, Reading, silent
from fullcount.terms.alone import alone

CANDIDATE = ("line_id", "rank", "voter_id", "probability", "reading", "evidence", "entry_id")
READING = ("line_id", "reading", "probability", "entry_id")
GROUP = ("lines", "voter_id", "certainty", "evidence", "entry_id")

Places = dict[str, int]


@dataclass(frozen=True, slots=True)
class Linked:
    """What one linking proposed. readings: how many lines have each reading."""

    lines: int
    candidates: int
    groups: int
    readings: dict[str, int]
    steps: tuple[linkage.StepCount, ...]


def link_lines(
    case: Case, acting: Acting, progress: Progress = silent, options: linkage.Options | None = None
) -> Linked:
    """Link every line transcribed so far. May be done again; the latest linking stands.

    Who registered after the day of filing is read so. Former registrations are held against the days between
    which each section's circulator declares to have collected; where one declares none, against circulation
    from the first day that any declares (or options.circulated_from) to filing. The entry names the weights
    by the digest of their text; the case keeps the text.

    The search itself runs before the transaction, so that nobody waits for it. Raises Refused where
    no roll is sealed or no line transcribed, where the roll is not the one sealed, or another process links.
    """
    kinds.check((kinds.LINKED, ""), last_acts())
    check_roll(case, str(last_document("roll")["content_hash"]))
    options = options or linkage.Options()
    filed = options.filed or read.petition().filed
    begun = options.circulated_from or linked.first_circulated(filed)
    options = replace(options, filed=filed, circulated_from=begun)
    with alone(case.work_dir) as work:
        places = linked.write_lines(work / "lines.csv")
        result = linkage.link(work / "lines.csv", case.roll_dir, work, progress, options)
        with writing(case, acting, kinds.LINKED) as page:
            kept = linked.linking_kept(result, options)
            page.keep(linked.LINKING, kept)
            return _keep(page, result, places, kept, progress)


def _keep(
    page: Page,
    result: linkage.LinkResult,
    places: Places,
    kept: linked.LinkingKept,
    progress: Progress,
) -> Linked:
    writer = bulk.Writer(progress, "keeping proposals")
    candidates = _keep_candidates(page, writer, result.candidates(), places)
    readings = _keep_readings(page, writer, result.readings(), places)
    groups = _keep_groups(page, writer, result.groups())
    body = {"items": writer.items(), "readings": readings, "groups": groups}
    page.close({**body, "weights_sha256": kept["weights_sha256"], "linking_sha256": digest(kept)})
    return Linked(len(places), candidates, groups, readings, result.steps)


def _keep_candidates(page: Page, writer: bulk.Writer, candidates: Iterable[Candidate], places: Places) -> int:
    secret, index = page.case.secret, page.index
    before = writer.count
    for some in bulk.batches(candidates):
        rows = [
            (places[c.line], c.rank, c.voter_id, c.probability, c.reading.value, c.evidence, index)
            for c in some
        ]
        items = private.commitments(secret, "candidate", (candidate_values(c) for c in some))
        writer.write(CandidateRow, CANDIDATE, rows, items)
    return writer.count - before


def _keep_readings(
    page: Page, writer: bulk.Writer, readings: Iterable[tuple[str, Reading, float]], places: Places
) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for some in bulk.batches(readings):
        counted.update(reading.value for _, reading, _ in some)
        rows = [(places[line], reading.value, share, page.index) for line, reading, share in some]
        values = ((line, reading.value, private.exact(share)) for line, reading, share in some)
        writer.write(ReadingRow, READING, rows, private.commitments(page.case.secret, "reading", values))
    return {reading.value: counted[reading.value] for reading in Reading}


def _keep_groups(page: Page, writer: bulk.Writer, groups: Iterable[DuplicateGroup]) -> int:
    before = writer.count
    for some in bulk.batches(groups):
        rows = [(",".join(g.lines), g.voter_id, g.certainty, g.evidence, page.index) for g in some]
        writer.write(
            GroupRow, GROUP, rows, private.commitments(page.case.secret, "group", _group_values(rows))
        )
    return writer.count - before


def candidate_values(one: Candidate) -> tuple[str, ...]:
    """What the commitment to a candidate is over."""
    share = private.exact(one.probability)
    return (one.line, str(one.rank), one.voter_id, share, one.reading.value, one.evidence)


def _group_values(rows: Iterable[tuple[str, str, float, str, int]]) -> Iterator[tuple[str, ...]]:
    return ((lines, voter_id, private.exact(share), words) for lines, voter_id, share, words, _ in rows)

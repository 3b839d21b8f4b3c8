"""Run by test_kill: carries the small petition on from wherever it was left, telling each step it begins."""

import sys
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))

from small_petition import (
    OPENING,
    SEED,
    START,
    Clock,
    findings,
    lines,
    seal_roll,
    sections,
    transcripts,
)

from fullcount import case as cases
from fullcount.case import Case, actions, read
from fullcount.terms import Stage


def tell(step: str) -> None:
    sys.stdout.write(f"{step}\n")
    sys.stdout.flush()


def left_to_find() -> list[actions.Found]:
    return list(findings(one.line for one in read.to_examine(Stage.FULL)))


def steps(case: Case, work: Path) -> dict[str, object]:
    return {
        "open": lambda who: actions.open_petition(case, who, OPENING),
        "receive": lambda who: actions.receive_sections(case, who, sections(), lines()),
        "freeze": lambda who: actions.freeze_manifest(case, who),
        "roll": lambda who: seal_roll(case, who, work),
        "seed": lambda who: actions.enter_seed(case, who, SEED),
        "draw": lambda who: actions.draw_sample(case, who),
        "transcribe": lambda who: actions.transcribe_lines(case, who, transcripts()),
        "link": lambda who: actions.link_lines(case, who),
        "find": lambda who: actions.record_findings(case, who, Stage.SAMPLE, findings(read.drawn_lines())),
        "settle": lambda who: actions.settle_duplicates(case, who, Stage.SAMPLE),
        "project": lambda who: actions.project(case, who),
        "determine": lambda who: actions.determine(case, who, Stage.SAMPLE),
        "order": lambda who: actions.order_full_count(case, who),
        "find the rest": lambda who: actions.record_findings(case, who, Stage.FULL, left_to_find()),
        "settle all": lambda who: actions.settle_duplicates(case, who, Stage.FULL),
        "determine all": lambda who: actions.determine(case, who, Stage.FULL),
        "certify": lambda who: actions.certify(case, who),
    }


def main(work: Path) -> None:
    tell("create")
    with cases.open_case(work / "case", create=True) as case:
        way = steps(case, work)
        done = cases.status(case).ledger_size
        clock = Clock(START + timedelta(hours=done))
        for name, step in list(way.items())[done:]:
            tell(name)
            step(clock())
        tell("publish")
        cases.publish(case, date(2022, 8, 15))
    tell("done")


main(Path(sys.argv[1]))

"""A petition of made-up people as an office gets it: a voter file, 20 sections of paper, what lines say.

30 lines to a section, 600 in all: a sample of 500 is drawn, and 300 valid signatures are required. Who is
who: line 7 of a section is of nobody on the roll, line 11 of somebody who lives elsewhere now, line 13 the
same voter's as line 12; all other lines are of voters who live where they wrote.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

SECTIONS, LINES, PAGE = 20, 30, 10
NOBODY, MOVED, AGAIN = 7, 11, 13
FIRST = ("ANNA", "BRUNO", "CARLA", "DAVID", "ELENA", "FRANK", "GRACE", "HUGO", "IRMA", "JOSE")
HEADS = (
    *("ALDER", "BERG", "CASTLE", "DUNN", "EVER", "FAIR", "GOLD", "HART", "IRON", "JASPER"),
    *("KING", "LANG", "MARSH", "NORTH", "OAK", "PEMBER", "QUILL", "ROSE", "STONE", "THORN"),
)
TAILS = (
    *("BY", "COMB", "DALE", "FIELD", "GATE", "HAM", "IKOWSKI", "JUK", "KIRK", "LEY"),
    *("MANN", "NEZ", "OVSKY", "PORT", "QUIST", "ROW", "SMITH", "TON", "UCCI", "VILLE"),
    *("WORTH", "XON", "YARD", "ZUR", "ACHI", "BURGH", "CLIFF", "DOTTIR", "ENKO", "FORD"),
)
STREETS = ("OAK", "ELM", "PINE", "CEDAR", "MAPLE")


@dataclass(frozen=True)
class Signer:
    """Somebody who signed. voter_id: empty where nobody on the roll did."""

    voter_id: str
    first: str
    last: str
    address: str


def signer(section: int, number: int) -> Signer:
    """Who signed a line."""
    if number == AGAIN:
        return signer(section, AGAIN - 1)
    last = HEADS[section - 1] + TAILS[number - 1]
    first = FIRST[(section + number) % len(FIRST)]
    place = f"{section}{number:02d} {STREETS[number % len(STREETS)]} ST"
    return Signer("" if number == NOBODY else f"V{section:03d}{number:02d}", first, last, place)


def lines() -> list[tuple[int, int]]:
    """Section and number of every line, in order."""
    return [(section, number) for section in range(1, SECTIONS + 1) for number in range(1, LINES + 1)]


def line_of(section: int, number: int) -> str:
    """A line's id."""
    return f"{section:05d}-{number:02d}"


def write_roll(path: Path) -> None:
    """The voter file: everybody who signed and is registered, each once."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("voter_id", "first_name", "last_name", "residence_address", "city", "zip", "status"))
        for section, number in lines():
            one = signer(section, number)
            if number in {NOBODY, AGAIN}:
                continue
            place = f"9{section:02d} HARBOR AVE" if number == MOVED else one.address
            rows.writerow((one.voter_id, one.first, one.last, place, "MADEUP", "90001", "active"))


def write_transcripts(path: Path) -> None:
    """What the lines say."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("line", "first", "last", "address", "city", "zip"))
        for section, number in lines():
            one = signer(section, number)
            rows.writerow((line_of(section, number), one.first, one.last, one.address, "MADEUP", "90001"))


def write_findings(path: Path, of: list[str]) -> None:
    """What an official elsewhere found of some lines."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("line", "outcome", "reason", "voter_id", "official"))
        for line in of:
            section, number = int(line[:5]), int(line[6:])
            one = signer(section, number)
            reason = {NOBODY: "not_registered", MOVED: "different_address"}.get(number, "")
            rows.writerow((line, "invalid" if reason else "valid", reason, one.voter_id, "examiner-20"))

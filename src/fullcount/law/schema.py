"""What a rule must hold before anything is computed from it."""

from __future__ import annotations

from collections.abc import Mapping

from fullcount.law.entry import MOST, Entry, Status
from fullcount.terms import BadInput, Verdict

Book = Mapping[str, Mapping[str, Entry]]

CHOICES: Mapping[str, tuple[str, ...]] = {
    "prima_facie": ("at-least-required", "none"),
    "uncorrected": ("up",),
    "estimated_duplicates": ("up",),
    "projected": ("difference",),
    "decimals_round": ("half-up",),
    "rounding": ("regulation", "sheet"),
    "sheet": ("unrounded",),
    "duplicates_counted": ("extra-copies",),
    "withdrawn_in_sample": ("not-valid",),
    "full_count": ("each-signature",),
    "early_stop": ("never", "when-enough-found"),
    "at_equality": (Verdict.SUFFICIENT.value, Verdict.INSUFFICIENT.value),
}
UNIT_OF: Mapping[str, str] = {
    **dict.fromkeys(CHOICES, "choice"),
    **dict.fromkeys(("required_table", "circulation_table", "sample_table"), "table"),
    **dict.fromkeys(("percent_valid", "value_of_each_signature", "duplicate_weight"), "decimals"),
    **dict.fromkeys(("insufficient_below", "sufficient_above"), "percent"),
    "officials_to_reject_signature": "officials",
    **dict.fromkeys(("open_holidays", "certificate_names", "signature_features"), "names"),
    "signature_reason": "choice",
}
OPTIONAL = (
    *("required_table", "circulation_table", "full_count", "early_stop"),
    *("insufficient_below", "sufficient_above", "open_holidays", "certificate_names", "signature_features"),
)
EXTRA: Mapping[str, tuple[str, ...]] = {
    "values": (),
    "deadlines": ("counted_from", "sense", "when"),
    "follows": ("when", "order"),
    "reasons": ("precedence", "published_as"),
}
MAY_LACK = ("when",)
EVENTS = ("filed", "notified", "full_count_ordered", "certified", "meeting", "ordered", "examination_begun")
WHEN = ("", "certified", *(verdict.value for verdict in Verdict))
UNITS_OF_SECTION: Mapping[str, tuple[str, ...]] = {
    "deadlines": ("days", "business days"),
    "follows": ("text",),
    "reasons": ("text",),
}


def check_entry(entry: Entry, file: str) -> None:
    """Raise BadInput, naming the entry, where it does not fit the schema of its section."""
    problem = _extra_problem(entry)
    problem = problem or (_value_problem(entry) if entry.section == "values" else _other_problem(entry))
    if problem:
        raise BadInput(problem, file=file, column=f"{entry.section}.{entry.name}")


def check_book(book: Book, file: str) -> None:
    """Raise BadInput where a rule lacks what its computations need, or its parts do not fit together."""
    values = book["values"]
    lacking = sorted(set(UNIT_OF) - set(OPTIONAL) - set(values))
    if lacking:
        raise BadInput(f"The rule holds no '{lacking[0]}'.", file=file, do="Add it, or the file that has it.")
    bands = {"insufficient_below", "sufficient_above", "full_count"} & set(values)
    if len(bands) not in (0, 3):
        raise BadInput("A band needs insufficient_below, sufficient_above and full_count.", file=file)
    if bands and values["insufficient_below"].decimal() > values["sufficient_above"].decimal():
        raise BadInput("insufficient_below is above sufficient_above.", file=file)
    _check_links(book, file)


def _check_links(book: Book, file: str) -> None:
    if book["values"]["signature_reason"].text() not in book["reasons"]:
        raise BadInput("signature_reason is not one of the reasons.", file=file)
    order = [entry.extra["precedence"] for entry in book["reasons"].values()]
    if len(set(order)) != len(order):
        raise BadInput("Two reasons have the same precedence.", file=file, do="Give each its own.")
    for name, entry in book["deadlines"].items():
        if not _reaches_an_event(entry, book["deadlines"]):
            start = entry.extra["counted_from"]
            raise BadInput(f"'{start}' leads back to no event.", file=file, column=f"deadlines.{name}")


def _reaches_an_event(entry: Entry, deadlines: Mapping[str, Entry]) -> bool:
    """Whether counting back from deadline to deadline ends at an event, not in a circle or nowhere."""
    start = entry.extra["counted_from"]
    for _ in deadlines:
        if start in EVENTS or start not in deadlines:
            break
        start = deadlines[start].extra["counted_from"]
    return start in EVENTS


def _value_problem(entry: Entry) -> str:
    name = entry.name
    if name not in UNIT_OF:
        return f"'{name}' is not a value the engine knows; it knows {', '.join(sorted(UNIT_OF))}."
    if entry.unit != UNIT_OF[name]:
        return f"The unit is '{entry.unit}'; it must be '{UNIT_OF[name]}'."
    if name in CHOICES and entry.value not in CHOICES[name]:
        return f"'{entry.value}' is not a choice; the choices are {', '.join(CHOICES[name])}."
    if entry.status is Status.MEMORY:
        return "A value from memory must not drive a computation; verify it or mark what was seen."
    return _table_problem(entry) if entry.unit == "table" else ""


def _extra_problem(entry: Entry) -> str:
    allowed = EXTRA[entry.section]
    lacking = [key for key in allowed if key not in entry.extra and key not in MAY_LACK]
    unknown = [key for key in entry.extra if key not in allowed]
    if lacking:
        return f"It lacks '{lacking[0]}'."
    return f"'{unknown[0]}' is not a field of it." if unknown else ""


def _other_problem(entry: Entry) -> str:
    extra = entry.extra
    if entry.unit not in UNITS_OF_SECTION[entry.section]:
        return f"The unit '{entry.unit}' is not one of {', '.join(UNITS_OF_SECTION[entry.section])}."
    if extra.get("when", "") not in WHEN:
        return f"when = '{extra['when']}' is not one of {', '.join(WHEN[1:])}."
    if extra.get("sense", "latest") not in ("latest", "earliest"):
        return "sense must be 'latest' or 'earliest'."
    return (
        "" if _types_fit(extra) else "precedence and order are whole numbers, published_as a table of texts."
    )


def _types_fit(extra: Mapping[str, object]) -> bool:
    numbers = (extra.get("precedence", 0), extra.get("order", 0))
    names = extra.get("published_as", {})
    texts = isinstance(names, Mapping) and all(isinstance(text, str) for text in names.values())
    start = isinstance(extra.get("counted_from", ""), str)
    return texts and start and all(type(number) is int and 0 <= number <= MOST for number in numbers)


def _table_problem(entry: Entry) -> str:
    """Rows must climb and the last one must be open above, so that every number finds its row."""
    limit, answer = ("up_to", "take") if entry.name == "sample_table" else ("below", _answer_of(entry.name))
    rows = entry.rows()
    limits = [row.get(limit) for row in rows]
    closed = [number for number in limits[:-1] if isinstance(number, int)]
    if limits[-1] is not None or len(closed) != len(limits) - 1 or closed != sorted(set(closed)):
        return f"Rows must climb by '{limit}', and only the last has none."
    if any(answer not in row for row in rows):
        return f"Every row needs '{answer}'."
    takes = {"all": set[str](), "exactly": {"count"}, "share": {"share"}}
    bad = [row for row in rows if "take" in row and not _take_fits(row, takes)]
    return "take is 'all', 'exactly' with a count, or 'share' with a share." if bad else ""


def _answer_of(name: str) -> str:
    return "percent" if name == "required_table" else "days"


def _take_fits(row: Mapping[str, object], takes: Mapping[str, set[str]]) -> bool:
    take = row["take"]
    return isinstance(take, str) and take in takes and takes[take] <= set(row)

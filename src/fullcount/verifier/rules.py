"""The law a bundle says was applied: read back, and compared with the rulebook shipped with the verifier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fullcount import law
from fullcount.law import Law
from fullcount.terms import BadInput, Rounding, UnknownLaw, UserError, canonical
from fullcount.verifier.folder import Folder
from fullcount.verifier.verdict import DoesNotHold, differing

LAW, PETITION = "law.json", "petition.json"
COMPUTING = ("values", "reasons")  # the sections that verdicts come from; the others advise
WORDS = ("says", "cite", "status", "note", "source", "published_as")


@dataclass(frozen=True, slots=True)
class Rules:
    """The petition and its law, as published."""

    petition: dict[str, Any]
    law: Law

    @property
    def required(self) -> int:
        """The required number of signatures."""
        return int(self.petition["required"])


def read_rules(folder: Folder) -> Rules:
    """petition.json and law.json, read back. Raises DoesNotHold where they cannot be applied."""
    petition = dict(folder.object(PETITION))
    try:
        applied = Law.from_published(folder.object(LAW))
    except UserError as error:
        raise DoesNotHold(error.sentence(), LAW) from error
    if not is_count(petition.get("required")):
        raise DoesNotHold("The required number is not a whole number.", PETITION)
    return Rules(petition, applied)


def check_law(rules: Rules) -> Iterator[DoesNotHold]:
    """The law against petition.json and, value by value, against this verifier's own rulebook."""
    applied, petition = rules.law, rules.petition
    yield from differing(PETITION, petition, {"law": applied.id, "filed": applied.filed.isoformat()})
    yield from _check_required(rules)
    if petition.get("rounding") not in set(Rounding):
        yield DoesNotHold(f"The rounding is not {' or '.join(Rounding)}.", PETITION)
    try:
        shipped = law.find(applied.id, applied.filed)
    except UnknownLaw as error:
        raise DoesNotHold(f"This verifier's rulebook cannot confirm it: {error.sentence()}", LAW) from error
    published, ours = applied.as_published(), shipped.as_published()
    for section in COMPUTING:
        for name in sorted(set(published[section]) | set(ours[section])):
            if _bare(published[section].get(name)) != _bare(ours[section].get(name)):
                sentence = "It is not what this verifier's rulebook says for the same law and day."
                yield DoesNotHold(sentence, f"{LAW}, {section}.{name}")


def says_otherwise(rules: Rules) -> str:
    """Remarks: where words alone (citations, notes) differ from this rulebook; what is taken as given."""
    return _other_words(rules) + _required_as_given(rules)


def _required_as_given(rules: Rules) -> str:
    if rules.petition["registered"] is not None and "required_table" in rules.law.values:
        return ""
    given = f" The required number, {rules.required:,}, is taken as petition.json gives it:"
    return f"{given} it cannot be worked out from registered voters here."


def _other_words(rules: Rules) -> str:
    try:
        same = law.find(rules.law.id, rules.law.filed).digest() == rules.law.digest()
    except UserError:
        return ""
    return "" if same else " Words that decide nothing (citations, notes, advice) differ from its rulebook."


def _check_required(rules: Rules) -> Iterator[DoesNotHold]:
    registered = rules.petition["registered"]
    if registered is not None and not is_count(registered):
        raise DoesNotHold("The number of registered voters is not a whole number.", PETITION)
    if registered is None or "required_table" not in rules.law.values:
        return
    try:
        number = rules.law.required_number(int(str(registered))).number
    except BadInput as error:
        raise DoesNotHold(error.sentence(), PETITION) from error
    yield from differing(PETITION, rules.petition, {"required": number})


def _bare(entry: Any) -> bytes:
    """What of an entry decides something, in canonical form."""
    return canonical({key: value for key, value in entry.items() if key not in WORDS} if entry else None)


def is_count(value: Any) -> bool:
    """Whether a value is a whole number from 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0

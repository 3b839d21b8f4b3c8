"""The law a bundle says was applied: read back, and compared with the rulebook shipped with the verifier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fullcount import law
from fullcount.law import Law
from fullcount.terms import BadInput, UnknownLaw, UserError, canonical
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
    if not _is_count(petition.get("required")):
        raise DoesNotHold("The required number is not a whole number.", PETITION)
    return Rules(petition, applied)


def check_law(rules: Rules) -> Iterator[DoesNotHold]:
    """The law against petition.json and, value by value, against this verifier's own rulebook."""
    applied, petition = rules.law, rules.petition
    yield from differing(PETITION, petition, {"law": applied.id, "filed": applied.filed.isoformat()})
    yield from _check_required(rules)
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
    """A remark where only words (citations, notes) differ from this verifier's rulebook."""
    try:
        same = law.find(rules.law.id, rules.law.filed).digest() == rules.law.digest()
    except UserError:
        return ""
    return "" if same else " Words that decide nothing (citations, notes, advice) differ from its rulebook."


def _check_required(rules: Rules) -> Iterator[DoesNotHold]:
    registered = rules.petition.get("registered")
    if not _is_count(registered) or "required_table" not in rules.law.values:
        return
    try:
        number = rules.law.required_number(int(str(registered))).number
    except BadInput as error:
        raise DoesNotHold(error.sentence(), PETITION) from error
    yield from differing(PETITION, rules.petition, {"required": number})


def _bare(entry: Any) -> bytes:
    """What of an entry decides something, in canonical form."""
    return canonical({key: value for key, value in entry.items() if key not in WORDS} if entry else None)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0

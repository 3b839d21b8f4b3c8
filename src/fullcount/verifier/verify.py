"""Verifying a bundle: every check in order, each told in words, none able to stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fullcount.ledger.notes import fingerprint, read_key
from fullcount.terms import NotFound, Progress, silent
from fullcount.verifier import book, lines, result, rules, seal
from fullcount.verifier.bundle import Bundle
from fullcount.verifier.replay import FINDINGS, SETTLEMENTS
from fullcount.verifier.verdict import Check, DoesNotHold, Verdict, guarded


@dataclass(frozen=True, slots=True)
class Question:
    """A check. place: where, if nothing better is known. ask: what does not hold. holds: what to say."""

    name: str
    place: str
    ask: Callable[[Bundle], Iterable[DoesNotHold]]
    holds: Callable[[Bundle], str]


def verify(bundle: Path, key: str | None = None, progress: Progress = silent) -> Verdict:
    """Recompute everything a bundle says from its files; a Check for each thing, in order.

    key: the office's verifier key, had from elsewhere (the line of key.txt); without it the bundle is
    checked against the key it brings. Raises NotFound for what is no bundle and NoteError for what is
    no key; whatever a bundle holds is told as a check.
    """
    if not (bundle / seal.NOTE).exists():
        raise NotFound(
            f"There is no bundle at {bundle.name or bundle}.", do=f"Name the folder that holds {seal.NOTE}."
        )
    pinned = key.strip() if key is not None else None
    if pinned is not None:
        read_key(pinned)
    at = Bundle(bundle, pinned, progress)
    checks = tuple(_answer(question, at) for question in QUESTIONS)
    vkey = guarded(seal.KEY, lambda: at.vkey)
    return Verdict(checks, fingerprint(vkey) if isinstance(vkey, str) else "")


def _answer(question: Question, at: Bundle) -> Check:
    problems: list[DoesNotHold] = []
    last = guarded(question.place, lambda: problems.extend(question.ask(at)))
    problems += [last] if isinstance(last, DoesNotHold) else []
    if not problems:
        return Check(question.name, True, question.holds(at))
    first, more = problems[0], len(problems) - 1
    also = f" ({more} more of this kind.)" if more else ""
    return Check(question.name, False, first.sentence + also, first.place)


def _law_holds(at: Bundle) -> str:
    return "The law applied is this verifier's rulebook for that law and day." + rules.says_otherwise(
        at.rules
    )


def _draw(at: Bundle) -> Iterable[DoesNotHold]:
    if not at.book.of("sample-drawn"):
        return result.belongs(at.seal, (lines.DRAW,), there=False)
    at.progress("drawing again", 0, 0)
    return lines.check_draw(at.folder, at.book, at.manifest, at.rules)


def _projection_holds(at: Bundle) -> str:
    if not at.book.of("sample-projected"):
        return "Nothing was projected from a sample."
    return "The sample counted and projected again gives the same figures, step by step."


def _draw_holds(at: Bundle) -> str:
    if not at.book.of("sample-drawn"):
        return "No sample was drawn."
    holds = "The seed came after the manifest was frozen, and drawn again it gives the same lines."
    size = at.book.only("sample-drawn").body["size"]
    least = at.rules.law.sample_size(len(at.manifest.ids)).size
    if size == least:
        return holds
    return f"{holds} The office drew {size:,}; the law asks for {least:,} or more."


def _certificate_holds(at: Bundle) -> str:
    if book.certified(at.book) is None:
        return "Nothing is certified yet."
    return "The certificate is the one in the ledger, and its figures are those counted again."


def _always(sentence: str) -> Callable[[Bundle], str]:
    return lambda _: sentence


QUESTIONS = (
    Question(
        "signature",
        seal.NOTE,
        lambda at: seal.check_signature(at.folder, at.vkey, at.pinned),
        lambda at: seal.signed_by(at.vkey, at.pinned),
    ),
    Question(
        "files",
        seal.NOTE,
        lambda at: seal.check_files(at.folder, at.seal, at.progress),
        _always("Every file is the one listed in bundle.note; none is missing, none was added."),
    ),
    Question(
        "ledger",
        book.LEDGER,
        lambda at: book.check_checkpoint(at.folder, at.book, at.vkey),
        _always("Every ledger entry is in its place, and the signed checkpoint is of just these entries."),
    ),
    Question(
        "petition",
        rules.PETITION,
        lambda at: book.check_petition(at.folder, at.book, at.seal.petition),
        _always("Petition and law are those entered when the petition was opened."),
    ),
    Question("law", rules.LAW, lambda at: rules.check_law(at.rules), _law_holds),
    Question(
        "manifest",
        lines.MANIFEST,
        lambda at: lines.check_manifest(at.manifest, at.book),
        _always("The manifest is the one frozen, and adds up to the sections received and the raw count."),
    ),
    Question("draw", lines.DRAW, _draw, _draw_holds),
    Question(
        "findings",
        FINDINGS,
        lambda at: at.replay.complaints["findings"],
        _always("Every finding is in the ledger, on a signed line, for a reason of the law."),
    ),
    Question(
        "duplicates",
        SETTLEMENTS,
        lambda at: at.replay.complaints["duplicates"],
        _always("Duplicates settled again from the voter tags come out the same."),
    ),
    Question(
        "projection",
        result.PROJECTION,
        lambda at: result.check_projection(at.folder, at.seal, at.book, at.replay),
        _projection_holds,
    ),
    Question(
        "determination",
        result.DETERMINATION,
        lambda at: result.check_determination(at.folder, at.replay),
        _always("The determinations made again are the same."),
    ),
    Question(
        "certificate",
        result.CERTIFICATE,
        lambda at: result.check_certificate(at.folder, at.seal, at.book, at.rules, at.replay),
        _certificate_holds,
    ),
    Question(
        "reasons",
        result.REASONS,
        lambda at: result.check_reasons(at.folder, at.replay),
        _always("The reasons why lines do not count add up the same when counted again."),
    ),
    Question(
        "standing",
        result.STANDING,
        lambda at: result.check_standing(at.folder, at.replay),
        _always("What stands for every line, found again, is the same."),
    ),
)

"""`python -m fullcount.verifier BUNDLE [--key VKEY] [--json]`: plain words, nothing but Python needed.

Exit code: 0 all checks hold, 1 one does not, 2 there is no bundle or no key to check with.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from fullcount.terms import UserError, canonical
from fullcount.verifier.verdict import Check, Verdict
from fullcount.verifier.verify import verify

NOT_CHECKED = (
    "What nobody can recompute from these files: whether the officials judged each signature rightly, whether"
    " the lines on paper are those of the manifest, and what the PDFs and other documents say beyond the"
    " figures above (the signature covers them as they are)."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify and print; the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        verdict = verify(asked.bundle, asked.key)
    except UserError as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    print(as_json(verdict) if asked.json else in_words(verdict))
    return 0 if verdict.holds else 1


def in_words(verdict: Verdict) -> str:
    """Each check on a line or two, then the verdict."""
    lines = [_words(check) for check in verdict.checks]
    return "\n".join([*lines, "", verdict.sentence(), "", _wrapped(NOT_CHECKED, "")])


def as_json(verdict: Verdict) -> str:
    """The verdict as canonical JSON."""
    said = {"holds": verdict.holds, "key": verdict.key, "sentence": verdict.sentence()}
    return canonical({**said, "checks": verdict.checks}).decode("utf-8")


def _words(check: Check) -> str:
    if check.holds:
        return _wrapped(f"{check.name:<14} holds. {check.sentence}", " " * 15)
    return _wrapped(f"{check.name:<14} DOES NOT HOLD: {check.place}: {check.sentence}", " " * 15)


def _wrapped(text: str, indent: str) -> str:
    return textwrap.fill(text, 100, subsequent_indent=indent, break_long_words=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m fullcount.verifier",
        description="Recompute everything a published bundle says, from its files only.",
        epilog="Example: python -m fullcount.verifier bundle --key county.example+1a2b3c4d+ASx...",
    )
    parser.add_argument("bundle", type=Path, help="the folder of the bundle")
    parser.add_argument("--key", help="the office's verifier key, had from elsewhere")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())

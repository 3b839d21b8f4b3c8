"""How a name sounds: one key for spellings that are read alike."""

from __future__ import annotations

import jellyfish


def sound(form: str) -> str:
    """The metaphone of the first word of a normal form (of a surname: the first surname).

    Empty for an empty form; a form metaphone has no sound for (digits) is its own sound.
    """
    first = form.partition(" ")[0]
    return str(jellyfish.metaphone(first)) or first

"""A second way to write a petition down, from published tables of typing, reading and naming errors.

It shares no rate, table or rule of errors with slips.py and transcribe.py, so that linking can be tried on
errors its weights were not set on. A scenario with a table [hands] is written this way. What differs in kind:

- Letters go wrong one by one: a long name has more errors than a short one, and a field may have several.
- A line has a hand, a section a clerk. A bad hand spoils all of its line, a bad clerk all of the section.
- Households sign one after another, with ditto marks. Forged lines come in runs of one hand, copied from
  a directory with its neighbours' addresses.
- People go by short forms on paper or on the roll, by middle names, by other spellings of a name.
- Addresses are written in many forms; the city stands for the ZIP, or the ZIP is that of the mailing address.

tables    the published figures, each with its source
letters   one error in one text
hands     who wrote and who keyed each line, and how well
naming    what people call themselves
places    how people write where they live
write     all of it in order
"""

from fullcount.synth.published.write import write_down

__all__ = ["write_down"]

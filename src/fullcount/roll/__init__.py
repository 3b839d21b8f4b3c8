"""Roll: voter files of any layout to a sealed roll, and search in it while a clerk types.

A roll is imported once, with every bad row reported, and never changes again: read-only files, a content
hash, an as-of date and counts by status. Many processes open it at once.
"""

from fullcount.roll.former import Former
from fullcount.roll.importing import Resources, import_roll
from fullcount.roll.indexing import prepare_search
from fullcount.roll.layout import FIELDS, STATUSES, Layout, Options, adapted
from fullcount.roll.layout_files import generic_layout, layout, layouts
from fullcount.roll.nist_write import export_voters
from fullcount.roll.query import Answer, Hit, Query, parse
from fullcount.roll.recognise import Guess, guesses, recognise, recognised
from fullcount.roll.seal import Seal
from fullcount.roll.sealed import SealedRoll, open_roll
from fullcount.roll.staging import Staged, stage_voters
from fullcount.roll.unsealed import Reader, reader

__all__ = [
    "FIELDS",
    "STATUSES",
    "Answer",
    "Former",
    "Guess",
    "Hit",
    "Layout",
    "Options",
    "Query",
    "Reader",
    "Resources",
    "Seal",
    "SealedRoll",
    "Staged",
    "adapted",
    "export_voters",
    "generic_layout",
    "guesses",
    "import_roll",
    "layout",
    "layouts",
    "open_roll",
    "parse",
    "prepare_search",
    "reader",
    "recognise",
    "recognised",
    "stage_voters",
]

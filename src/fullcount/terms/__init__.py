"""Floor 1: the nouns, frozen and typed; their one canonical encoding; the tree of errors."""

from fullcount.terms.canon import canonical, plain
from fullcount.terms.errors import (
    BadInput,
    Fault,
    FullcountError,
    NotFound,
    Refused,
    UnknownLaw,
    UserError,
)
from fullcount.terms.finding import Finding, Outcome, Stage, Standing
from fullcount.terms.linking import Candidate, DuplicateGroup, Reading, Voter
from fullcount.terms.petition import Line, LineState, Petition, Section, Transcript, line_id
from fullcount.terms.progress import Progress, silent
from fullcount.terms.result import (
    Certificate,
    Determination,
    Draw,
    Projection,
    Rounding,
    Step,
    Verdict,
)
from fullcount.terms.tables import Table, check_text, open_table, read_table

__all__ = [
    "BadInput",
    "Candidate",
    "Certificate",
    "Determination",
    "Draw",
    "DuplicateGroup",
    "Fault",
    "Finding",
    "FullcountError",
    "Line",
    "LineState",
    "NotFound",
    "Outcome",
    "Petition",
    "Progress",
    "Projection",
    "Reading",
    "Refused",
    "Rounding",
    "Section",
    "Stage",
    "Standing",
    "Step",
    "Table",
    "Transcript",
    "UnknownLaw",
    "UserError",
    "Verdict",
    "Voter",
    "canonical",
    "check_text",
    "line_id",
    "open_table",
    "plain",
    "read_table",
    "silent",
]

"""Floor 3, paper: certificate, projection worksheet, table of reasons and plot, from one set of figures.

`Figures` is the one source; the PDF, JSON and CSV of a document say the same. Typst is used here and
nowhere else. The interval is advisory and says so on the page.
"""

from fullcount.paper.certificate import (
    certificate_csv,
    certificate_digest,
    certificate_json,
    reasons_csv,
)
from fullcount.paper.figures import METHOD_FULL, METHOD_SAMPLE, Figures, ReasonRow
from fullcount.paper.worksheet import worksheet_csv
from fullcount.paper.write import write_documents

__all__ = [
    "METHOD_FULL",
    "METHOD_SAMPLE",
    "Figures",
    "ReasonRow",
    "certificate_csv",
    "certificate_digest",
    "certificate_json",
    "reasons_csv",
    "worksheet_csv",
    "write_documents",
]

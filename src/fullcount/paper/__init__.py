"""Floor 3, paper: certificate, projection worksheet, table of reasons, link report and plots.

`Figures` is the one source of a petition's documents, `LinkFigures` of a link report; the PDF, JSON and CSV
of a document say the same. Typst is used here and nowhere else. What is advisory says so on the page.
"""

from fullcount.paper.certificate import (
    certificate_csv,
    certificate_digest,
    certificate_json,
    certificate_sheet,
    reasons_csv,
)
from fullcount.paper.chart import chart_sheet
from fullcount.paper.figures import METHOD_FULL, METHOD_SAMPLE, Figures, ReasonRow
from fullcount.paper.link_calibration import calibration_cautions, calibration_rows, calibration_sentences
from fullcount.paper.link_figures import (
    Basis,
    CopiesRow,
    Judgement,
    LinkedInput,
    LinkFigures,
    LinkOutcomes,
    LinkStep,
    SearchRow,
    Source,
)
from fullcount.paper.link_json import link_report_json
from fullcount.paper.link_report import FORMATS, link_report_bytes
from fullcount.paper.worksheet import worksheet_csv
from fullcount.paper.write import make_document, write_documents, write_file

__all__ = [
    "FORMATS",
    "METHOD_FULL",
    "METHOD_SAMPLE",
    "Basis",
    "CopiesRow",
    "Figures",
    "Judgement",
    "LinkFigures",
    "LinkOutcomes",
    "LinkStep",
    "LinkedInput",
    "ReasonRow",
    "SearchRow",
    "Source",
    "calibration_cautions",
    "calibration_rows",
    "calibration_sentences",
    "certificate_csv",
    "certificate_digest",
    "certificate_json",
    "certificate_sheet",
    "chart_sheet",
    "link_report_bytes",
    "link_report_json",
    "make_document",
    "reasons_csv",
    "worksheet_csv",
    "write_documents",
    "write_file",
]

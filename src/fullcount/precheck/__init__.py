"""Floor 4: a committee's own check of its sheets before filing. No database, no findings: a forecast.

It links the lines, counts the copies of one voter once, and says how many lines would probably count
and how likely that is enough. It does not see signatures.
"""

from fullcount.precheck.forecast import LOS_ANGELES_2022, Forecast, Loss, forecast
from fullcount.precheck.report import LineReport, Opinion, read_lines, write_report

__all__ = [
    "LOS_ANGELES_2022",
    "Forecast",
    "LineReport",
    "Loss",
    "Opinion",
    "forecast",
    "read_lines",
    "write_report",
]

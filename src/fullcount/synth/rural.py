"""Streets as a rural county names them: by grid, by highway, by county road, by route and box."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fullcount.synth.chance import Objects, weighted

KINDS = ("town", "grid", "highway", "hyphenated", "county_road", "box")
ACROSS = {"N": ("E", "W"), "S": ("E", "W"), "E": ("N", "S"), "W": ("N", "S")}
FORMS = {
    "highway": ("HIGHWAY {0}", "STATE ROUTE {0}", "US HIGHWAY {0}", "STATE HIGHWAY {0}", "OLD HIGHWAY {0}"),
    "hyphenated": ("US-{0}", "SR-{0}", "HWY-{0}", "I-{0} FRONTAGE RD", "HIGHWAY {0}-A"),
    "county_road": ("COUNTY ROAD {0}", "COUNTY ROAD {0} N", "COUNTY ROAD {0} W", "FARM ROAD {0}", "ROAD {0}"),
    "box": ("RR {0} BOX", "HC {0} BOX"),
}
ROUTES = 9  # rural routes of a county


def rural_streets(
    rng: np.random.Generator, shares: Mapping[str, float], direction: Objects, name: Objects, kind: Objects
) -> None:
    """Rename streets in place. shares: of streets by KINDS; town streets stay as they are.

    A grid street has a direction before its number and another after it, as in "W 400 S".
    """
    styles = weighted(rng, [shares[each] for each in KINDS], len(name))
    numbers = rng.integers(1, 100, len(name))
    forms = rng.integers(0, 1000, len(name))
    for street in np.flatnonzero(styles).tolist():
        style, number, form = KINDS[styles[street]], int(numbers[street]), int(forms[street])
        if style == "grid":
            before = "NSEW"[form % 4]
            name[street], kind[street] = str((number % 40 + 1) * 50), ACROSS[before][form // 4 % 2]
            direction[street] = before
            continue
        texts = FORMS[style]
        name[street] = texts[form % len(texts)].format(number % ROUTES + 1 if style == "box" else number)
        direction[street] = kind[street] = ""

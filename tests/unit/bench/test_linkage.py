"""What the run makes of a side's process."""

from bench.linkage import told
from bench.sides import by_name


def test_the_record_is_found_behind_an_engine_s_progress() -> None:
    assert told('50% done\r100% done\n{"peak": 1.5}\n') == {"peak": 1.5}
    assert told('{"peak": 1.5}\n') == {"peak": 1.5}


def test_sides_have_names_where_their_packages_are_not_installed() -> None:
    assert list(by_name())[:3] == ["prepared", "cold", "splink"]

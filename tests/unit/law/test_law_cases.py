"""Every case of the published record beside the rules."""

import pytest

from fullcount import law

RESULTS = tuple(law.run_cases())


@pytest.mark.parametrize("result", RESULTS, ids=lambda r: f"{r.law}: {r.case}: {r.ask}")
def test_the_case_comes_out_as_written(result):
    assert result.answer == result.expected


@pytest.mark.parametrize("result", [r for r in RESULTS if r.published is not None], ids=lambda r: r.case)
def test_a_published_figure_is_met_or_the_difference_is_explained(result):
    assert (result.answer == result.published) == (result.divergence == "")


def test_every_case_has_a_source():
    assert all(result.sources for result in RESULTS)


def test_every_rule_has_cases():
    assert {result.law for result in RESULTS} == {rule.id for rule in law.index()}

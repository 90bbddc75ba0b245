"""What a bench reports of what it measured: each way by its name, beside what must hold of it."""

import pytest

from bench import growth
from bench.cases import BARE, BEACON, POSTING, SEARCH, ServingCase, Way
from bench.load import LoadResult
from bench.report import COMMENTED_STORY, Results

RENDERED = [Way.UNCACHED, Way.FORGETFUL]


def case(name, way, rate, p50=1.0):
    """Return a case that was measured once."""
    return ServingCase(name, way, None, "/", loads=[LoadResult(rate, 1.0, 1000, p50, 2 * p50)])


def targets(cases, queries=None):
    """Return what must hold of some cases, beside a bare view of 4,000 requests a second."""
    results = Results([case(BARE, Way.UNCACHED, 4000), *cases], queries or {})
    return {target.what: target for target in results.targets(is_durable=True)}


@pytest.mark.parametrize(
    ("name", "parts"),
    [(COMMENTED_STORY, 50), ("section", 40), ("front page", 40), ("recent", 40), (SEARCH, 80)],
)
def test_a_page_has_to_be_as_fast_in_both_ways_of_rendering_it(name, parts):
    fast, slow = 4000 // parts, 4000 // parts - 1
    for quick in RENDERED:
        held = targets([case(name, way, fast if way == quick else slow) for way in RENDERED])
        assert {what: target.holds for what, target in held.items()} == {
            f"{name}, {way}: the bare view as many times": way == quick for way in RENDERED
        }


@pytest.mark.parametrize(("name", "most"), [(COMMENTED_STORY, 18), ("section", 15), ("recent", 15)])
def test_a_page_has_to_ask_little_where_nothing_is_remembered(name, most):
    cases = [case(name, way, 1000) for way in RENDERED]
    for number in (most, most + 1):
        (target,) = (t for what, t in targets(cases, {name: (number, 1)}).items() if "quer" in what)
        assert target.what == f"{name}, nothing remembered: queries"
        assert (target.found, target.holds) == (number, number == most)


def test_queries_stand_where_they_were_counted():
    cases = [case(name, way, 10) for name in ("recent", BARE) for way in RENDERED]
    cases += [case(name, way, 10) for name in (POSTING, BEACON) for way in ("cached", *RENDERED)]
    rows = list(Results(cases, {"recent": (7, 3), POSTING: (9, 8), BEACON: (2, 1)}).rows())[2:]
    counted = {tuple(row.split(" | ")[:2]): row.split(" | ")[-1].strip(" |") for row in rows}
    assert {key: queries for key, queries in counted.items() if queries} == {
        ("| recent", "nothing remembered"): "7 / 3",
        (f"| {POSTING}", "no page kept"): "9 / 8",
        (f"| {BEACON}", "no page kept"): "2 / 1",
    }


def test_growth_is_told_of_both_ways_of_rendering():
    pairs = [
        [case("recent", way, 10, p50) for p50 in (10, 10 * n)] for n, way in enumerate(RENDERED, 1)
    ]
    memory = {way: [100.0, 160.0 / n] for n, way in enumerate(RENDERED, 1)}
    lines = list(growth.table(["few", "many"], pairs, memory))[2:]
    assert [(line.split(" | ")[0], "not" in line.split(" | ")[-1]) for line in lines] == [
        ("| recent, no page kept", False),
        ("| recent, nothing remembered", True),
        ("| memory of the server, no page kept", True),
        ("| memory of the server, nothing remembered", False),
    ]

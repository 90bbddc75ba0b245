"""The report of first loads: a table of medians, and scores that are too low."""

from collections.abc import Callable
from statistics import median

from firstload.phone import CATEGORIES, METRICS, LighthouseRun

MIN_SCORES = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
# Search results have `noindex`, which lowers the SEO score.
EXEMPT_SCORES = {("search", "seo")}

type Loads = dict[str, list[LighthouseRun]]


def middle(loads: list[LighthouseRun], value: Callable[[LighthouseRun], float]) -> float:
    """Return the median of one value of the visits of a page."""
    return median(value(load) for load in loads)


def table(loads: Loads) -> str:
    """Return the medians of each page, and the range of its performance."""
    head = ["", *CATEGORIES.values(), "from – to", *METRICS.values()]
    rows = [head, *(row(name, visits) for name, visits in loads.items())]
    widths = [max(len(line[at]) for line in rows) for at in range(len(head))]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip()
        for line in rows
    )


def row(name: str, visits: list[LighthouseRun]) -> list[str]:
    """Return the medians of a page, with the range of its performance."""
    scores = [f"{middle(visits, lambda load, key=key: load.scores[key]):g}" for key in CATEGORIES]
    speeds = [load.scores["performance"] for load in visits]
    figures = [
        in_words(key, middle(visits, lambda load, key=key: load.figures[key])) for key in METRICS
    ]
    return [name, *scores, f"{min(speeds)} – {max(speeds)}", *figures]


def in_words(metric: str, value: float) -> str:
    """Return a figure with its unit."""
    return f"{value:.3f}" if metric == "cumulative-layout-shift" else f"{value:,.0f} ms"


def shortfalls(loads: Loads) -> list[str]:
    """Return a line for each score that is too low, and for each failed audit."""
    lines = []
    for name, visits in loads.items():
        for key, least in MIN_SCORES.items():
            score = middle(visits, lambda load, key=key: load.scores[key])
            if score >= least or (name, key) in EXEMPT_SCORES:
                continue
            lines.append(f"{name}: {CATEGORIES[key]} {score:g}, not {least}")
            costs = {audit: words for load in visits for audit, words in load.costs[key].items()}
            lines += [f"  {words}" for words in costs.values()]
    return lines

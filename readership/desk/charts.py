"""Bar charts of readers, measured in percent of their width and height."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

# The share of its place that a bar fills.
BAR_WIDTH = 0.8
TICKS_LIMIT = 3


@dataclass(frozen=True)
class Bar:
    """The bar of an hour or a day."""

    label: str
    readers: int
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Tick:
    """A label under the chart."""

    label: str
    x: str
    anchor: str


@dataclass(frozen=True)
class Chart:
    """Readers of a story over time."""

    name: str
    heading: str
    unit: str
    bars: list[Bar]
    ticks: list[Tick]
    top: int

    @property
    def half(self) -> int:
        """The number at half of the height."""
        return self.top // 2

    @property
    def readers(self) -> int:
        """The sum of all bars."""
        return sum(bar.readers for bar in self.bars)


def build_chart(name: str, heading: str, unit: str, readers: Sequence[tuple[str, int]]) -> Chart:
    """Return a chart of labels and their readers, of which there is at least one."""
    top = round_up(max(number for _, number in readers))
    place = 100 / len(readers)
    bars = []
    for n, (label, number) in enumerate(readers):
        height = 100 * number / top
        sizes = (place * (n + (1 - BAR_WIDTH) / 2), 100 - height, place * BAR_WIDTH, height)
        bars.append(Bar(label, number, *map(percent, sizes)))
    return Chart(name, heading, unit, bars, build_ticks([label for label, _ in readers]), top)


def build_ticks(labels: Sequence[str]) -> list[Tick]:
    """Return evenly spaced ticks, including the first label and the last."""
    last = len(labels) - 1
    marked = sorted({round(last * n / (TICKS_LIMIT - 1)) for n in range(TICKS_LIMIT)})
    anchors = {0: "start", last: "end"} if last else {0: "middle"}
    edges = {"start": 0.0, "end": 100.0}
    return [
        Tick(
            labels[n],
            percent(edges.get(anchor, 100 * (n + 0.5) / len(labels))),
            anchor,
        )
        for n in marked
        for anchor in [anchors.get(n, "middle")]
    ]


def round_up(number: int) -> int:
    """Return the next of 2, 4, 6, 8, 10, 20, 40, … which all have a half."""
    rounded = (step * 10**power for power in count() for step in range(2, 11, 2))
    return next(value for value in rounded if value >= number)


def percent(value: float) -> str:
    """Format a share of the width or height of a chart."""
    return f"{value:.3f}%"

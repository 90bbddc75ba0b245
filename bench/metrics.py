"""How many stories a server has rendered, and with how many queries, from its metrics.

A response of the page cache or of a front cache is in none of them: what reaches Django is.
"""

import re
import sys
from dataclasses import dataclass

from bench.load import BROWSER_HEADERS, send_request
from bench.servers import BenchNewsroom, Server

# The name of the stories' route: see `bench.urls`.
STORY_ROUTE = "bench_story"
TOKEN = "of-the-metrics-of-a-bench"  # noqa: S105 - of a server on this machine only
SAMPLE = re.compile(r"^(?P<name>\w+)\{(?P<labels>.*)\} (?P<number>\S+)$", re.MULTILINE)
LABEL = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class RenderedStories:
    """The story pages that a server has rendered since its start, and their queries."""

    number: int = 0
    queries: int = 0

    def __sub__(self, before: "RenderedStories") -> "RenderedStories":
        """Return what came after a count."""
        return RenderedStories(self.number - before.number, self.queries - before.queries)


def metrics_settings(newsroom: BenchNewsroom, name: str) -> dict[str, str]:
    """Return the settings of a server that counts, apart from the others of the newsroom."""
    folder = newsroom.folder / f"metrics-{name}"
    folder.mkdir(exist_ok=True)
    return {"METRICS_TOKEN": TOKEN, "PROMETHEUS_MULTIPROC_DIR": str(folder)}


def rendered_stories(site: Server) -> RenderedStories:
    """Return what all processes of a server have counted."""
    headers = {**BROWSER_HEADERS, "Authorization": f"Bearer {TOKEN}"}
    answer = send_request(f"{site.url}/metrics", headers)
    if answer.status != 200:
        sys.exit(f"/metrics: {answer.status}")
    return counted(answer.text)


def counted(text: str) -> RenderedStories:
    """Return the numbers of stories in the metrics."""
    return RenderedStories(
        total(text, "byline_request_seconds_count", status="2xx"),
        total(text, "byline_queries_total"),
    )


def total(text: str, name: str, **labels: str) -> int:
    """Return the sum of a metric of stories, of those samples that have the labels."""
    wanted, found = {"route": STORY_ROUTE, **labels}.items(), 0.0
    for sample in SAMPLE.finditer(text):
        its = dict(LABEL.findall(sample["labels"])).items()
        if sample["name"] == name and wanted <= its:
            found += float(sample["number"])
    return int(found)

"""What plugins cost that a page does not use: `make bench ARGS='--only "idle plugins"'`.

Two servers on the same newsroom, one with twenty plugins that are installed, loaded, and add
nothing to the page: a story as it is rendered with nothing kept, and as it is cached, in turn.
And a call of a hook that all of them implement, in this process.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench import report, servers
from bench.cases import ServingCase, Way
from bench.servers import WORKERS_COUNT, BenchNewsroom

NAME = "idle plugins"
PLUGINS_COUNT = 20
# The time of a page with them, and how long a call of a hook may take.
TIMES_LIMIT, CALL_MICROSECONDS_LIMIT = 1.05, 25
CALLS_COUNT = 20_000
INIT = """
from byline.plugins import Manifest, PluginSetting

manifest = Manifest(
    name="{name}",
    app="{name}",
    hooks="{name}.hooks",
    hook_versions={{"article_blocks": 1, "slots": 1, "hourly_tasks": 1, "story_published": 1}},
    settings=[PluginSetting(name="label", type=str, default="", help="A label.")],
)
"""
HOOKS = """
from wagtail.blocks import CharBlock

from byline.plugins import Place, Slot, hookimpl


@hookimpl
def article_blocks():
    return [("{name}_text", CharBlock())]


@hookimpl
def slots():
    return [Slot(Place.HEAD, lambda context: "styles", with_blocks=["{name}_text"])]


@hookimpl
def hourly_tasks():
    return [dict]


@hookimpl
def story_published(story):
    pass
"""
TIME_CALL = """
from timeit import timeit

import django

django.setup()
from byline.plugins.slots import render_slots
from byline.plugins import Place

render_slots(Place.HEAD, None)
print(timeit(lambda: render_slots(Place.HEAD, None), number={number}) / {number} * 1e6)
"""


def measure(newsroom: BenchNewsroom, about: dict[str, Any], options: argparse.Namespace) -> str:
    """Measure a story with and without plugins, and return the tables."""
    more = installed(newsroom.folder / "idle-plugins")
    tables = [report.machine(), method(options), ""]
    targets: list[report.ReportTarget] = []
    rows = [
        "| a story | requests/s without | with them | times the time |",
        "| --- | ---: | ---: | ---: |",
    ]
    for way, settings in WAYS.items():
        with (
            servers.site(newsroom, "without", **settings) as without,
            servers.site(newsroom, "with", **settings, **more) as with_them,
        ):
            path = about["pages"]["story"]
            pair = [ServingCase(NAME, way, server, path) for server in (without, with_them)]
            for run in range(options.runs):
                print(f"{NAME}, {way}: run {run + 1} of {options.runs}", file=sys.stderr)
                # Each is first as often as second.
                for case in pair if run % 2 else reversed(pair):
                    case.warm_up()
                    case.measure(options.seconds)
        rates = [median(load.rate for load in case.loads) for case in pair]
        times = rates[0] / rates[1]
        rows.append(f"| {way} | {rates[0]:,.0f} | {rates[1]:,.0f} | {times:.2f} |")
        targets.append(target(f"{NAME}, {way}: the time of a story without", times, TIMES_LIMIT))
    call = float(newsroom.run("-c", TIME_CALL.format(number=CALLS_COUNT), **more))
    targets.append(target(f"{NAME}: a call of a hook, µs", call, CALL_MICROSECONDS_LIMIT))
    return "\n".join([*tables, *rows, "", *report.must_hold(targets)])


WAYS = {Way.UNCACHED: {"PAGE_CACHE_MEGABYTES": "0"}, Way.CACHED: {}}


def installed(folder: Path) -> dict[str, str]:
    """Write the packages as they would be installed; return the settings that load them."""
    names = [f"idle{number:02}" for number in range(PLUGINS_COUNT)]
    for name in names:
        for path, text in files(name):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
    python_path = f"{folder}:{servers.ROOT / 'site'}:{servers.ROOT}"
    return {"BYLINE_PLUGINS": ",".join(names), "PYTHONPATH": python_path}


def files(name: str) -> Iterator[tuple[str, str]]:
    """Yield the files of a package, with its metadata."""
    yield f"{name}/__init__.py", INIT.format(name=name)
    yield f"{name}/hooks.py", HOOKS.format(name=name)
    yield f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    entry_point = f"[byline.plugins]\n{name} = {name}:manifest\n"
    yield f"{name}-1.0.dist-info/entry_points.txt", entry_point


def method(options: argparse.Namespace) -> str:
    """Describe the method."""
    return (
        f"{PLUGINS_COUNT} plugins, each with a block, a slot, a task, an event and a setting. "
        f"Medians of {options.runs} runs in turn, {options.seconds} s each; "
        f"{WORKERS_COUNT} workers."
    )


def target(what: str, value: float, limit: float) -> report.ReportTarget:
    """Return what must hold."""
    return report.ReportTarget(what, value, f"≤ {limit}", value <= limit)

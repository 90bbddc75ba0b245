"""Lighthouse with Debian's Chromium, as a slow phone."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from screenshots.demo import ROOT

LIGHTHOUSE = ROOT / ".venv/lighthouse/node_modules/lighthouse/cli/index.js"
REPORTS = ROOT / "test-results/lighthouse"
CATEGORIES = {
    "performance": "Performance",
    "accessibility": "Accessibility",
    "best-practices": "Best practices",
    "seo": "SEO",
}
# In milliseconds, but for the last, which has no unit.
METRICS = {
    "first-contentful-paint": "FCP",
    "largest-contentful-paint": "LCP",
    "speed-index": "SI",
    "total-blocking-time": "TBT",
    "cumulative-layout-shift": "CLS",
}
# On a busy machine the trace of a visit may be incomplete.
ATTEMPTS_LIMIT = 3
NOT_SCORED = {"notApplicable", "manual", "informative"}


@dataclass(frozen=True)
class LighthouseRun:
    """The result of one visit: scores from 0 to 100, metrics, and failed audits.

    The last has for each category a line on each audit, by its id.
    """

    scores: dict[str, int]
    figures: dict[str, float]
    costs: dict[str, dict[str, str]]

    def __str__(self) -> str:
        return ", ".join(f"{CATEGORIES[key]} {score}" for key, score in self.scores.items())


def missing() -> str:
    """Return the missing packages as a message; empty if there are none."""
    if not shutil.which("node"):
        return "Node is missing, which Lighthouse runs on: apt install npm"
    if not shutil.which("chromium"):
        return "Chromium is missing: apt install chromium"
    if not LIGHTHOUSE.exists():
        return "Lighthouse is missing: scripts/fetch-lighthouse"
    return ""


def visit(url: str, name: str) -> LighthouseRun:
    """Load a page for the first time, with slow 4G and a quarter of the CPU speed."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    flags = "--headless=new --disable-gpu"
    if os.geteuid() == 0:
        flags += " --no-sandbox"
    command = [
        "node", str(LIGHTHOUSE), url, "--quiet", "--no-enable-error-reporting",
        f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}",
        "--output=json", "--output=html", f"--output-path={REPORTS / name}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    for _attempt in range(ATTEMPTS_LIMIT):
        done = subprocess.run(  # noqa: S603
            command, env=environment, check=False, capture_output=True, text=True
        )
        if not done.returncode:
            return read(json.loads((REPORTS / f"{name}.report.json").read_text()))
    sys.exit(f"Lighthouse failed on {url}:\n{done.stderr[-2000:]}")


def read(report: dict[str, Any]) -> LighthouseRun:
    """Read the report of Lighthouse. Exits if the page was not measured."""
    if error := report.get("runtimeError"):
        sys.exit(f"{report['requestedUrl']} was not measured: {error['message']}")
    categories, audits = report["categories"], report["audits"]
    scores = {key: round(100 * (categories[key]["score"] or 0)) for key in CATEGORIES}
    figures = {key: audits[key]["numericValue"] for key in METRICS}
    costs = {
        key: {
            part["id"]: words_on(audits[part["id"]])
            for part in categories[key]["auditRefs"]
            if part["weight"] and has_cost(audits[part["id"]])
        }
        for key in CATEGORIES
    }
    return LighthouseRun(scores, figures, costs)


def has_cost(audit: dict[str, Any]) -> bool:
    """Return whether an audit lowered the score."""
    return audit["scoreDisplayMode"] not in NOT_SCORED and (audit["score"] or 0) < 1


def words_on(audit: dict[str, Any]) -> str:
    """Return the title of an audit, its value and its first finding."""
    items = audit.get("details", {}).get("items", [])
    node = items[0].get("node", {}) if items else {}
    found = [audit.get("displayValue"), audit.get("errorMessage"), node.get("snippet")]
    return " – ".join([f"{audit['id']}: {audit['title']}", *filter(None, found)])

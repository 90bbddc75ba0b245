"""`make audit` never takes silence for good news."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest
from django.conf import settings


@pytest.fixture
def judge():
    path = settings.PROJECT_ROOT / "scripts" / "audit"
    module = module_from_spec(
        spec := spec_from_loader("audit", SourceFileLoader("audit", str(path)))
    )
    spec.loader.exec_module(module)
    return module.judge


GOOD = {"name": "nh3", "version": "1", "vulns": []}
BAD = {"name": "django", "version": "3.2.0", "vulns": [{"id": "CVE-2026-1"}]}
SKIPPED = {"name": "wagtail", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([GOOD], 0, "Nothing is known against any of 1 packages."),
        ([GOOD, BAD, SKIPPED], 1, "django 3.2.0: CVE-2026-1"),
        ([GOOD, SKIPPED], 2, "No verdict: what is known of 1 of 2 packages"),
        ([], 2, "No verdict: what is known of any package"),
    ],
)
def test_what_could_not_be_found_out_is_no_good_news(judge, packages, code, words):
    found, output = judge({"dependencies": packages})
    assert found == code
    assert words in output
    assert judge({})[0] == 2

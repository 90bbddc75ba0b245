"""axe finds nothing to object to on the pages that readers meet."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.addresses import PAGES


@pytest.mark.usefixtures("newspaper")
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(page, path, colour_scheme):
    page.emulate_media(color_scheme=colour_scheme)
    page.goto(path, wait_until="networkidle")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()

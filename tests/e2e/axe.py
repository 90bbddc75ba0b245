"""What axe objects to."""

from axe_playwright_python.sync_playwright import Axe

# Of the admin, without Wagtail's sidebar, and the heading it makes an alert, which axe dislikes.
OURS = {"include": [["#main"]], "exclude": [["h2[role=alert]"]]}
# What changes colour slowly would be looked at half-way.
UNTIL_COLOURS_HAVE_CHANGED = """
Promise.allSettled(
  document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished)
).then(() => null)"""


def expect_no_violation(page, context=None):
    """Have axe look at the page as it is, in light and in dark colours."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(UNTIL_COLOURS_HAVE_CHANGED)
        results = Axe().run(page, context=context)
        assert results.violations_count == 0, f"{scheme}: {results.generate_report()}"

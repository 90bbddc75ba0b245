"""What tests look at in a page."""

SMALLEST = {"width": 320, "height": 640}
OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def expect_no_overhang(page):
    """See that a page needs no scrolling sideways, whatever the size of its type."""
    for size in ("100%", "200%"):
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        assert page.evaluate(OVERHANG) == 0, size
    page.evaluate("document.documentElement.style.fontSize = ''")

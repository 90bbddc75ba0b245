"""Section colours are there, and can be read."""

import re

import pytest
from django.conf import settings

from home.plan import TOP_LIMIT
from news.models import SectionPage
from tests.factories import ArticleFactory, SectionFactory

CSS = settings.PROJECT_ROOT / "static/css"
TOKENS = dict(re.findall(r"--([\w-]+): (light-dark\(.*?\));", (CSS / "tokens.css").read_text()))
SCHEMES = {"light": 0, "dark": 1}
TEXTS = [*SectionPage.Colour.values, "ink", "ink-soft", "link"]


def value(token, scheme):
    return re.findall(r"#[0-9a-f]{6}", TOKENS[token])[SCHEMES[scheme]]


def luminance(colour):
    """Return the relative luminance of "#rrggbb" (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(part * share for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one, other):
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("paper", ["paper", "paper-shade"])
@pytest.mark.parametrize("text", TEXTS)
def test_every_colour_of_text_can_be_read_on_both_papers(text, paper, scheme):
    assert contrast(value(text, scheme), value(paper, scheme)) >= 4.5


def test_every_colour_an_editor_can_choose_has_its_class():
    classes = re.findall(r"\.colour-(\w+) {\n  --accent: var\(--(\w+)\);\n}", colour_css())
    assert classes == [(name, name) for name in SectionPage.Colour.values]


def colour_css():
    return (CSS / "components/colour.css").read_text()


@pytest.mark.django_db
def test_a_sections_colour_stands_wherever_the_section_is_named(read):
    section = SectionFactory(slug="sea", colour="teal")
    story = ArticleFactory(parent=section)
    page = read("/sea/")
    for part in [".list-header", ".card", ".sections__link", ".menu__link--section"]:
        assert "colour-teal" in page.select_one(part)["class"], part
    assert "colour-teal" in read(story.url).select_one(".story")["class"]
    for _ in range(TOP_LIMIT + 1):
        ArticleFactory(parent=section)
    assert "colour-teal" in read("/").select_one(".rail")["class"]


@pytest.mark.django_db
def test_a_section_is_red_unless_somebody_chose(section):
    assert section.colour == "red"

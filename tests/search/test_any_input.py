"""Whatever is typed or stands in an address is answered with a page."""

from ipaddress import IPv4Address
from itertools import batched, count
from urllib.parse import quote_from_bytes, urlencode

import pytest
from defusedxml import ElementTree
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.index import rebuild
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory, TopicFactory

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
MARKUP = "<script>alert(1)</script>"
HIDDEN = "quokka"  # only an embargoed story has it
ANY_CHARACTER = st.characters(codec=None, exclude_categories=())
# What means something to SQLite, to PostgreSQL, to Elasticsearch, to Python or to a page.
SCRAPS = [
    "AND", "OR", "NOT", "NEAR(", "NEAR(ferry harbour, 3)", "NEAR/3", "TO", "*", "ferry*", "^ferry",
    "headline:", "typed : (", "- typed :", "{headline body} : ", ":*", ":A", "&", "|", "!", "<->",
    "<2>", "@@", "(", ")", '"', '""', "'", "''", "-", "--", '-"', "+", "~2", "[1 TO 5]", "{", "}",
    "/", "\\", "\\'", "%", "_", "$1", "%s", "{0}", "?", "??", ";", ",", "\x00", "\x1f", "\x7f",
    "\x85", "\ud800", "\udfff", "\ufffe", "\ufeff", "\u200d", "\u202e", "\t", "\r\n",
    "'; DROP TABLE search_entry; --", "' OR '1'='1", "1) UNION SELECT 1 --", "E'\\x00'::bytea",
    "(a+)+$", "(?P<n", "[[:alpha:]]", ".*", MARKUP, "{{ 7|add:7 }}", "{% url", "&#0;", "%00", "%ED",
    "ferry", "harbour", "fery", "St Aldwin’s", "d'Orsay", "co-op-er-a-tive", "a", "the", "1", "١٢",
    "in 2024", "since", "until yesterday", "last 9999 years", "31 February", "“", "”", "„", "«",
    "東京", "的ferry", "ฟ", "เรือข้ามฟาก", "नमस्ते", "שָׁלוֹם", "مرحبًا", "Ελληνικά", "українська",
    "ﷺ", "ﬁ", "İ", "ß", "ſ", "½", "²", "ℌ", "\u0301", "e\u0301\u0302\u0303", "한국어", "ᄒ", "🚢",
    "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "𝔉𝔢𝔯𝔯𝔶", "\U0010ffff",
]  # fmt: skip
WORDS = st.lists(st.sampled_from(SCRAPS) | st.text(ANY_CHARACTER, max_size=8), max_size=12)
TYPED = WORDS.map(" ".join) | WORDS.map("".join) | st.text(ANY_CHARACTER)
# What the filters know, and what they do not.
KNOWN = st.sampled_from(["news", "mara-lind", "harbour", "day", "year", "2026", "newest", "words"])
NUMBERS = st.sampled_from(["1", "2", "0", "-1", "26", "1e9", "९", "1.0", "999999999", "9" * 5000])
PARAMETERS = st.fixed_dictionaries(
    {"q": st.just("ferry") | TYPED},
    optional=dict.fromkeys(["section", "author", "topic", "period", "order"], KNOWN | TYPED)
    | {"page": NUMBERS | TYPED, "dates": KNOWN | TYPED},
)
any_input = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def get(client, db):
    """Request an address, each time as another reader."""
    section, topic = SectionFactory(title="News", slug="news"), TopicFactory(name="Harbour")
    AuthorFactory(name="Mara Lind")
    for number, scrap in enumerate(["", *SCRAPS[:20], MARKUP, "東京", "𝔉𝔢𝔯𝔯𝔶"]):
        title = f"Ferry {number} {scrap} harbour"
        ArticleFactory(title=title, parent=section, authors=["Mara Lind"], about=[topic])
    secret = f"Ferry {HIDDEN} harbour"
    ArticleFactory(title=secret, parent=section, authors=[HIDDEN], about=[topic], future=True)
    rebuild(lambda done, total: None)
    readers = count(int(IPv4Address("10.0.0.0")))

    def get(path, query):
        reader = str(IPv4Address(next(readers)))
        with transaction.atomic():  # what fails leaves a database for the next request
            answer = client.get(f"{path}?{query}", REMOTE_ADDR=reader, HTTP_USER_AGENT=FIREFOX)
        assert HIDDEN not in answer.text.casefold()
        return answer

    return get


def encoded(**parameters):
    """Write an address as browsers do, and as no browser would: with half a character."""
    return urlencode(parameters, errors="surrogatepass")


def check_all(get, query):
    """Request the page, the suggestions and the feed for the same query."""
    page = get("/search/", query)
    assert page.status_code == 200
    assert "</html>" in page.text
    assert MARKUP not in page.text
    check_others(get, query)


def check_others(get, query):
    """Request the suggestions and the feed."""
    suggestions = get("/search/suggest/", query)
    assert suggestions.status_code == 200
    assert isinstance(suggestions.json()["suggestions"], list)
    feed = get("/search/feed/atom/", query)
    assert feed.status_code in {200, 404}
    if feed.status_code == 200:
        assert ElementTree.fromstring(feed.content).tag.endswith("feed")


@any_input
@given(TYPED)
def test_whatever_is_typed_is_answered_with_a_page(get, typed):
    check_all(get, encoded(q=typed))


def test_ten_thousand_characters_are_answered_with_a_page(get):
    for some in batched(SCRAPS, 4):
        check_all(get, encoded(q=(" ".join([*some, ""]) * 5_000)[:10_000]))
    check_all(get, encoded(q=("".join(SCRAPS) * 20)[:10_000]))


@any_input
@given(st.binary().map(quote_from_bytes))
@example("%")
@example("%00")
@example("%ED%A0%80")
@example("%FF%FE")
def test_bytes_that_are_no_text_are_answered_with_a_page(get, raw):
    check_all(get, f"q={raw}")


@any_input
@given(PARAMETERS)
@example({"q": "ferry", "page": "2"})
@example({"q": "ferry", "section": "\x00", "author": "\x00", "topic": "\x00", "period": "\x00"})
@example({"q": "ferry", "period": "9999"})
@example({"q": "ferry", "period": "٢٠٢٤"})
def test_whatever_the_parameters_say_is_a_page_or_is_not_there(get, parameters):
    query = encoded(**parameters)
    page = get("/search/", query)
    assert page.status_code in ({200} if parameters.get("page", "1") == "1" else {200, 404})
    check_others(get, query)

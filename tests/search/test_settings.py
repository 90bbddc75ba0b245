"""Which engine the settings choose, and what they refuse."""

import json

import pytest

from tests.byline.starting import REQUIRED, expect_one_line, start, start_each

SHOW = """
import json
from byline.settings import base
print(json.dumps([base.SEARCH_ENGINE, base.WAGTAILSEARCH_BACKENDS, base.SEARCH_QUERY_RETENTION_DAYS,
    base.WAGTAILSEARCH_HITS_MAX_AGE]))
"""
# Stands in for the package through which a server is reached.
CLIENT = """
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
for name in ("elasticsearch", "opensearchpy"):
    sys.modules[name] = ModuleType(name)
    sys.modules[name].__spec__ = ModuleSpec(name, None)
"""


def shown(tmp_path, code=SHOW, **environment):
    process = start(tmp_path, code, **REQUIRED, **environment)
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


def test_the_database_answers_when_nothing_is_said(tmp_path):
    assert shown(tmp_path) == ["database", {"default": {"BACKEND": "search.backends"}}, 90, 90]


def test_how_long_searches_are_kept_is_the_same_for_wagtail(tmp_path):
    assert shown(tmp_path, SEARCH_QUERY_RETENTION_DAYS="7")[2:] == [7, 7]


@pytest.mark.parametrize(
    "engine", ["elasticsearch7", "elasticsearch8", "elasticsearch9", "opensearch2", "opensearch3"]
)
def test_a_server_is_chosen_with_its_address(tmp_path, engine):
    urls = "https://byline:secret@one.example:9200, http://two.example/search"
    found = shown(tmp_path, CLIENT + SHOW, SEARCH_ENGINE=engine, SEARCH_URL=urls)
    assert found[0] == engine
    assert found[1]["default"] == {
        "BACKEND": f"wagtail.search.backends.{engine}",
        "URLS": ["https://byline:secret@one.example:9200", "http://two.example/search"],
        "INDEX_PREFIX": "byline_",
    }


ADDRESS = "http://search.example:9200"


WRONG = [
    ({"SEARCH_ENGINE": "solr"}, "SEARCH_ENGINE: one of database, elasticsearch7,"),
    ({"SEARCH_ENGINE": ""}, "SEARCH_ENGINE: one of database, elasticsearch7,"),
    ({"SEARCH_ENGINE": "opensearch3"}, "SEARCH_ENGINE=opensearch3 needs SEARCH_URL"),
    *(
        ({"SEARCH_ENGINE": "opensearch3", "SEARCH_URL": url}, line)
        for url, line in [
            ("", "SEARCH_ENGINE=opensearch3 needs SEARCH_URL"),
            (" , ", "SEARCH_ENGINE=opensearch3 needs SEARCH_URL"),
            ("search.example:9200", "SEARCH_URL: "),
            ("ftp://search.example", "SEARCH_URL: "),
            ("http://", "SEARCH_URL: "),
            ("http://:9200", "SEARCH_URL: "),
            ("http://search.example:x", "SEARCH_URL: "),
            ("http://search.example:99999", "SEARCH_URL: "),
            ("http://[search", "SEARCH_URL: "),
            (f"{ADDRESS},elsewhere", "SEARCH_URL: "),
        ]
    ),
    *(
        (
            {
                "SEARCH_ENGINE": "opensearch3",
                "SEARCH_URL": ADDRESS,
                "SEARCH_INDEX_PREFIX": prefix,
            },
            "SEARCH_INDEX_PREFIX: ",
        )
        for prefix in ["", "_a", "A", "a b", "a*", "a" * 200]
    ),
    ({"SEARCH_QUERY_RETENTION_DAYS": "0"}, "SEARCH_QUERY_RETENTION_DAYS"),
    ({"SEARCH_QUERY_RETENTION_DAYS": "long"}, "SEARCH_QUERY_RETENTION_DAYS"),
]


@pytest.fixture(scope="module")
def starts(tmp_path_factory):
    return start_each(tmp_path_factory.mktemp("starts"), [environment for environment, _ in WRONG])


@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda number: str(WRONG[number][0]))
def test_what_cannot_be_stops_the_start_with_one_line(starts, number):
    expect_one_line(*starts[number], WRONG[number][1])


def test_a_server_without_its_package_stops_the_start(tmp_path):
    code = "import sys; sys.modules['elasticsearch'] = None\nimport byline.settings.base"
    environment = {
        "SEARCH_ENGINE": "elasticsearch8",
        "SEARCH_URL": "http://u:secret@search.example",
    }
    process = start(tmp_path, code, **REQUIRED, **environment)
    assert "SEARCH_ENGINE=elasticsearch8 needs the package" in process.stderr.splitlines()[-1]
    assert "secret" not in process.stderr

"""Whatever decides how pages look makes another version, and nothing else does."""

import json
import os
import re
from pathlib import Path

import pytest

from byline.pagecache import code_version as versions
from byline.plugins.loading import PluginApp

# What the environment sets and pages do not show, or not in a way that differs once they are made.
NOT_SHOWN = {
    *("ALLOWED_HOSTS", "BYLINE_DATA_DIR", "BYLINE_STATIC_DIR", "CACHE_URL", "CSRF_TRUSTED_ORIGINS"),
    *("DATABASE_POOLED", "DEBUG", "TRUSTED_PROXIES", "BEHIND_TLS_PROXY", "SECURE_COOKIES"),
    *("PAGE_CACHE", "PAGE_CACHE_MEGABYTES", "PAGE_CACHE_DISK_MEGABYTES", "PAGE_CACHE_FOLDER"),
    *("FRONT_CACHE_URL", "FRONT_CACHE_SECONDS", "FRONT_CACHE_FRAGMENT_SECONDS"),
    *("EMAIL_URL", "DEFAULT_FROM_EMAIL", "PREPARED_QUERIES"),
    *("SENTRY_DSN", "SENTRY_ENVIRONMENT", "SENTRY_RELEASE", "WEB_WORKERS", "WEB_THREADS"),
    *("LEAST_ROOM_MEGABYTES", "LARGEST_BODY_MEGABYTES", "COMMENTS_VISITOR_RETENTION_DAYS"),
    *("COMMENTS_HIGHEST_IMPORTED_NUMBER", "READERSHIP_WRITE_INTERVAL_SECONDS"),
    *("READERSHIP_HOURLY_RETENTION_DAYS", "SEARCH_QUERY_RETENTION_DAYS"),
    *("SEARCHES_PER_MINUTE", "SUGGESTIONS_PER_MINUTE"),
    *("API_REQUESTS_PER_MINUTE", "API_WRITES_PER_MINUTE"),
    *("INDEXNOW_KEY", "INDEXNOW_URL", "CRAWLER_PAGES_SEARCH", "CRAWLER_PAGES_AI"),
    *("CRAWLER_PAGES_OTHER", "CRAWLER_SEARCHES"),
    *("LOG_FORMAT", "LOG_LEVEL", "METRICS_TOKEN", "BYLINE_PLUGINS_STRICT"),
}
# Variables whose setting has another name; those of uploads are parts of STORAGES.
SETTINGS_BY_VARIABLE = {
    "BYLINE_PLUGINS": "INSTALLED_APPS",
    "SITE_URL": "WAGTAILADMIN_BASE_URL",
    "MEDIA_ORIGINS": "SECURE_CSP",
    "SEARCH_URL": "WAGTAILSEARCH_BACKENDS",
    "SEARCH_INDEX_PREFIX": "WAGTAILSEARCH_BACKENDS",
}
# Parts of the version besides the settings that pages show.
OTHER_PARTS = {"SECRET_KEY", "DATABASE_URL"}


def version():
    return versions.code_version.__wrapped__()


@pytest.fixture
def other(settings):
    """Compare the version with that at the start of the test."""
    first = version()
    assert first == version()
    return lambda: version() != first


def test_the_version_is_short_and_computed_once():
    assert re.fullmatch("[0-9a-f]{32}", versions.code_version())
    assert versions.code_version() is versions.code_version()


@pytest.mark.parametrize("suffix", [".html", ".py", ".txt"])
def test_a_template_of_the_same_size_and_time_makes_another(settings, tmp_path, suffix):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    file = tmp_path / "news" / f"story{suffix}"
    file.parent.mkdir()
    file.write_text("<p>One</p>")
    before, times = version(), file.stat()
    file.write_text("<p>Two</p>")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert version() != before
    file.write_text("<p>One</p>")
    assert version() == before
    file.rename(file.with_stem("story2"))
    assert version() != before


def test_what_is_no_source_makes_none(settings, tmp_path, other):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    before = version()
    (tmp_path / "story.html~").write_text("<p>One</p>")
    (tmp_path / "story.pyc").write_text("<p>One</p>")
    assert version() == before
    (tmp_path / ".#story.html").symlink_to("somebody@somewhere")  # an editor's lock
    assert version() != before


def test_the_sources_of_the_project_and_of_plugins_are_read_and_no_others(settings):
    found = {*versions.sources()}
    assert Path(versions.__file__).read_bytes() in found
    root = settings.PROJECT_ROOT
    for path in (
        "news/models/articles.py",
        "news/templatetags/__init__.py",
        "templates/base.html",
        "tests/plugins/sample_plugin/templates/sample_plugin/poll.html",
    ):
        assert (root / path).read_bytes() in found
    # Wagtail's version says what is in it.
    assert len(b"".join(found)) < 10_000_000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WAGTAIL_SITE_NAME", "The Harbour Gazette"),
        ("TIME_ZONE", "Europe/Berlin"),
        ("STATIC_URL", "/assets/"),
        ("SECURE_CSP", {"default-src": ["https://pictures.example"]}),
        ("SECRET_KEY", "another-" + "0" * 40),
    ],
)
def test_a_setting_that_pages_show_makes_another(settings, other, name, value):
    setattr(settings, name, value)
    assert other()


def test_another_database_makes_another(settings, other, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", "byline_restored")
    assert other()


def test_an_installed_package_makes_another(other, tmp_path, monkeypatch):
    folder = tmp_path / "sample-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Name: sample\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    before = version()
    assert other()
    (folder / "RECORD").write_text("sample.py,sha256=1,1\n")
    installed = version()
    (folder / "RECORD").write_text("sample.py,sha256=2,1\n")
    assert len({before, installed, version()}) == 3


def test_another_version_of_a_plugin_makes_another(other, settings):
    settings.PLUGIN_APPS = [PluginApp("sample", "sample_plugin", "2.0")]
    assert other()


def test_other_static_files_make_another(settings, tmp_path):
    manifest = tmp_path / "staticfiles.json"
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    found = set()
    for digest in ("1", "1", "2"):
        manifest.write_text(json.dumps({"version": "1.1", "paths": {}, "hash": digest}))
        options = {"BACKEND": storage, "OPTIONS": {"location": tmp_path}}
        settings.STORAGES = {**settings.STORAGES, "staticfiles": options}
        found.add(version())
    assert len(found) == 2


def differs_between_processes(value):
    """Return whether a setting has anything whose text is another in each process."""
    if isinstance(value, dict):
        return any(map(differs_between_processes, [*value, *value.values()]))
    if isinstance(value, list | tuple):
        return any(map(differs_between_processes, value))
    return not isinstance(value, str | bool | int | float | Path | None)


@pytest.mark.parametrize("name", versions.SHOWN_SETTINGS)
def test_all_processes_have_the_same(settings, name):
    assert not differs_between_processes(getattr(settings, name, None))


def test_of_each_variable_it_is_known_whether_pages_show_it(settings):
    table = settings.PROJECT_ROOT / "docs" / "development" / "settings.md"
    variables = {*re.findall(r"^\| `(\w+)` \|", table.read_text(), re.MULTILINE)}
    assert variables >= NOT_SHOWN
    shown = variables - NOT_SHOWN - OTHER_PARTS
    missing = {
        name
        for name in shown
        if SETTINGS_BY_VARIABLE.get(name, name) not in versions.SHOWN_SETTINGS
        and not name.startswith(("S3_", "MEDIA_STORAGE"))
    }
    assert missing == set()
    assert {"TIME_ZONE", "SITE_URL", "S3_PUBLIC_URL"} <= shown

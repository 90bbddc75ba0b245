"""A wrong or missing setting stops the start with one line, wherever it starts."""

import pytest
from django.conf import settings

from tests.byline.starting import PRODUCTION, REQUIRED, expect_one_line, start, start_each

MANAGE = f"""
import runpy, sys
sys.argv = ["manage.py", "check"]
runpy.run_path({str(settings.PROJECT_ROOT / "manage.py")!r}, run_name="__main__")
"""
SERVE = MANAGE.replace('"check"', '"serve"')
S3 = {
    "MEDIA_STORAGE": "s3",
    "S3_BUCKET": "news",
    "S3_PUBLIC_URL": "https://pictures.example",
}


# The ways to start, and for one of them each required variable.
@pytest.mark.parametrize(
    ("code", "name"),
    [(MANAGE, "SECRET_KEY"), (SERVE, "SECRET_KEY"), *(("import byline.wsgi", n) for n in REQUIRED)],
)
def test_what_is_missing_is_named_in_one_line(tmp_path, code, name):
    environment = {key: value for key, value in PRODUCTION.items() if key != name}
    process = start(tmp_path, code, **environment)
    expect_one_line(process.returncode, process.stderr, f"{name}: not set. See docs/")


def wrong(name, values, words="", **others):
    return [({name: value, **others}, words or f"{name}: ") for value in values]


WRONG = [
    *wrong("SECRET_KEY", ["", "short"]),
    *wrong("ALLOWED_HOSTS", ["", ",", "https://news.example", "news.example:443", "a b"]),
    *wrong("SITE_URL", ["", "news.example", "ftp://news.example"]),
    *wrong("BYLINE_DATA_DIR", ["/dev/null/newsroom", "/dev/null"]),
    *wrong("CSRF_TRUSTED_ORIGINS", ["news.example", "https://news.example/path", "https://["]),
    *wrong("MEDIA_ORIGINS", ["pictures.example", "ftp://pictures.example"]),
    *wrong("SECURE_SSL_REDIRECT", ["", "perhaps"]),
    *wrong("SECURE_HSTS_SECONDS", ["", "a year", "-1"]),
    *wrong("SECURE_HSTS_PRELOAD", ["true"], "SECURE_HSTS_PRELOAD needs"),
    *wrong("BEHIND_TLS_PROXY", ["perhaps"]),
    *wrong("BEHIND_TLS_PROXY", ["true"], "BEHIND_TLS_PROXY needs TRUSTED_PROXIES"),
    *wrong("TRUSTED_PROXIES", [""], "BEHIND_TLS_PROXY needs", BEHIND_TLS_PROXY="true"),
    *wrong("TRUSTED_PROXIES", ["10.0.0.1/8"], "TRUSTED_PROXIES: 10.0.0.1/8 has host bits set"),
    *wrong("TRUSTED_PROXIES", ["elsewhere", "::1,elsewhere"], "'elsewhere' does not appear"),
    *wrong(
        "DATABASE_URL",
        [
            *("", "nonsense", "mysql://secret@host/name", "postgres://", "postgres://h"),
            *("postgres://u:secret@h:port/name", "postgres://[h/name", "sqlite://"),
        ],
    ),
    *wrong(
        "CACHE_URL",
        [
            *("nonsense", "memcached://h", "redis://", "redis://:secret@h:port"),
            *("redis://h/first", "redis://h?timeout=3", "redis://h,redis://i"),
        ],
    ),
    *wrong("EMAIL_URL", ["", "nonsense", "http://h", "smtp://", "smtp://h:port"]),
    *wrong("EMAIL_URL", ["smtp://h?tls=True", "smtp://user@h", "smtp://:secret@h"]),
    *wrong("PAGE_CACHE", ["perhaps"]),
    *wrong("PAGE_CACHE_MEGABYTES", ["-1", "much"]),
    *wrong("PAGE_CACHE_DISK_MEGABYTES", ["-1", "much"]),
    *wrong("FRONT_CACHE_URL", ["varnish", "varnish:6081", "redis://varnish", "http://h:port"]),
    *wrong("WEBSUB_HUB_URL", ["hub", "hub.example.org", "ftp://hub.example.org/"]),
    *wrong("FRONT_CACHE_SECONDS", ["0", "long"]),
    *wrong("LOG_FORMAT", ["", "xml"]),
    *wrong("MEDIA_STORAGE", ["", "ftp"]),
    *wrong("S3_BUCKET", [""], "needs S3_BUCKET: ", **{**S3, "S3_BUCKET": ""}),
    *wrong("S3_PUBLIC_URL", [""], "needs S3_PUBLIC_URL: ", **{**S3, "S3_PUBLIC_URL": ""}),
    *[({**S3, "S3_PUBLIC_URL": url}, "S3_PUBLIC_URL: ") for url in ["x", "https://h?a=b"]],
    *[({**S3, "S3_ENDPOINT_URL": url}, "S3_ENDPOINT_URL: ") for url in ["x", "https://h/b"]],
    ({**S3, "S3_ACCESS_KEY_ID": "secret"}, "S3_SECRET_ACCESS_KEY: "),
    ({**S3, "S3_SECRET_ACCESS_KEY": "secret"}, "S3_ACCESS_KEY_ID: "),
    ({**S3, "S3_PICTURES_ACL": "public-read-write"}, "S3_PICTURES_ACL: "),
    *wrong("SENTRY_DSN", ["nonsense", "https://sentry.example/1", "https://key@sentry.example"]),
    *wrong("TIME_ZONE", ["", "Europe/Nowhere", "Europe", "../etc/passwd"]),
    *wrong("LOG_LEVEL", ["", "LOUD"]),
    *wrong("WEB_WORKERS", ["", "0", "-2", "many", "1.5"]),
    *wrong("WEB_THREADS", ["", "0", "many", "1000"]),
    *wrong("READERSHIP_WRITE_INTERVAL_SECONDS", ["nan", "often", "-1"]),
    *wrong("SEARCH_QUERY_RETENTION_DAYS", ["0", "long"]),
    *wrong("SEARCH_KEEP_QUERIES", ["0"]),
    *wrong("STYLEGUIDE", ["perhaps"]),
]


@pytest.fixture(scope="module")
def starts(tmp_path_factory):
    return start_each(tmp_path_factory.mktemp("starts"), [environment for environment, _ in WRONG])


@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda number: str(WRONG[number][0]))
def test_what_cannot_be_stops_the_start_with_one_line(starts, number):
    expect_one_line(*starts[number], WRONG[number][1])


@pytest.mark.parametrize(
    ("environment", "package"),
    [
        ({"CACHE_URL": "redis://u:secret@h"}, "redis"),
        (S3, "storages"),
        ({"SENTRY_DSN": "https://secret@sentry.example/1"}, "sentry_sdk"),
    ],
)
def test_a_setting_whose_package_is_missing_stops_the_start(tmp_path, environment, package):
    code = f"import sys; sys.modules[{package!r}] = None\nimport byline.wsgi"
    process = start(tmp_path, code, **PRODUCTION | environment)
    expect_one_line(process.returncode, process.stderr, f"needs the package {package}")


def test_what_nobody_can_reach_is_no_error_of_the_settings(tmp_path):
    environment = {
        **S3,
        "DATABASE_URL": "postgres://u:p@127.0.0.1:1/name",
        "CACHE_URL": "redis://127.0.0.1:1",
        "EMAIL_URL": "smtps://u%40example.org:p@127.0.0.1:1",
        "S3_ENDPOINT_URL": "http://127.0.0.1:1",
        "SENTRY_DSN": "http://key@127.0.0.1:1/1",
    }
    process = start(tmp_path, "import byline.wsgi", **PRODUCTION | environment)
    assert process.returncode == 0, process.stderr

"""Settings that are refused, and defaults."""

import json

import pytest

from tests.byline.starting import REQUIRED, start

NAMES = [
    *("DEBUG", "STYLEGUIDE"),
    *("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"),
]
SHOW = f"""
import json
from byline.settings import base
print(json.dumps({{name: getattr(base, name) for name in {NAMES} + ["STORAGES", "ALLOWED_HOSTS"]}}))
"""


def test_a_proxy_is_trusted_when_it_is_named(tmp_path):
    code = "from byline.settings import base; print(*base.TRUSTED_PROXIES)"
    environment = {"BEHIND_TLS_PROXY": "true", "TRUSTED_PROXIES": "10.0.0.0/8, ::1"}
    process = start(tmp_path, code, **REQUIRED, **environment)
    assert process.stdout.strip() == "10.0.0.0/8 ::1/128", process.stderr


def test_production_is_safe_by_default(tmp_path):
    process = start(tmp_path, SHOW, **REQUIRED)
    assert process.returncode == 0, process.stderr
    found = json.loads(process.stdout)
    assert [found[name] for name in NAMES] == [False, False, True, True, True]
    assert found["ALLOWED_HOSTS"] == ["news.example"]
    assert found["STORAGES"]["staticfiles"]["BACKEND"].endswith("JoinedStaticFilesStorage")


@pytest.mark.parametrize("is_on", [False, True])
def test_the_styleguide_and_its_address_are_there_only_where_it_is_switched_on(tmp_path, is_on):
    code = """
import django
django.setup()
from news.slugs import reserved_slugs
print("styleguide" in reserved_slugs())
"""
    module = {"DJANGO_SETTINGS_MODULE": "byline.settings.base"}
    process = start(
        tmp_path, code, **REQUIRED, **module, **({"STYLEGUIDE": "true"} if is_on else {})
    )
    assert process.stdout.strip() == str(is_on), process.stderr


SHOW_RENAMED = """
import django, json
django.setup()
from django.conf import settings
from byline.checks import check_renamed_variables
warnings = [warning.msg for warning in check_renamed_variables(None)]
print(json.dumps([settings.POPULAR_HALF_LIFE_HOURS, warnings]))
"""


@pytest.mark.parametrize(
    ("hours", "environment"),
    [
        (8, {}),
        (6, {"POPULAR_HALF_LIFE_HOURS": "6"}),
        (5, {"POPULAR_HALF_LIFE": "5"}),
        (6, {"POPULAR_HALF_LIFE": "5", "POPULAR_HALF_LIFE_HOURS": "6"}),
    ],
)
def test_a_former_name_is_read_with_a_warning(tmp_path, hours, environment):
    module = {"DJANGO_SETTINGS_MODULE": "byline.settings.base"}
    process = start(tmp_path, SHOW_RENAMED, **REQUIRED, **module, **environment)
    warning = "POPULAR_HALF_LIFE is deprecated: the setting is called POPULAR_HALF_LIFE_HOURS."
    expected = [warning] if "POPULAR_HALF_LIFE" in environment else []
    assert json.loads(process.stdout) == [hours, expected], process.stderr

"""Settings for the tests: fast, isolated, otherwise as in production."""

import os
import tempfile
from pathlib import Path


def bundled_plugins() -> list[str]:
    """Return the names of the plugins in `plugins/`: those of their folders."""
    folder = Path(__file__).parents[3] / "plugins"
    return sorted(project.parent.name for project in folder.glob("*/pyproject.toml"))


os.environ.setdefault("SECRET_KEY", "for-tests-only-" + "0" * 40)
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver")
os.environ.setdefault("SITE_URL", "http://localhost")
os.environ.setdefault("BYLINE_PLUGINS", ",".join(["sample", *bundled_plugins()]))
# Comments of tests come from no browser; the plugin's own tests set this.
os.environ.setdefault("PLUGIN_ALTCHA_WITHOUT_SCRIPT", "accept")
# Tests of logging set INFO; a record for each request takes time.
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("STYLEGUIDE", "true")
os.environ.setdefault("BYLINE_DATA_DIR", tempfile.mkdtemp(prefix="byline-tests-"))

from byline.settings.base import *
from byline.settings.base import DATABASES, STORAGES

SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
_options = DATABASES["default"]["OPTIONS"]
if "init_command" in _options:  # SQLite: tests need no durability
    _command = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    DATABASES["default"]["OPTIONS"] = {**_options, "init_command": _command}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
# Tests of the worker start one.
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
# A page that one test has kept would be found by the next.
PAGE_CACHE_DISK_MEGABYTES = 0
# Visits are written at once. Tests of the buffer have their own.
READERSHIP_WRITE_INTERVAL_SECONDS = 0
# No thread in the background. Tests of it have their own.
PLUGIN_CALLS_WRITE_INTERVAL_SECONDS = 0.0

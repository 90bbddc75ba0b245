"""Settings for development: plain HTTP, no secrets, no collectstatic."""

import os

os.environ.setdefault("SECRET_KEY", "for-development-only-" + "0" * 40)
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("SITE_URL", "http://localhost:8000")
os.environ.setdefault("STYLEGUIDE", "true")

from byline.settings.base import *
from byline.settings.base import STORAGES, env

# Set by `make dev`, not by `make run`.
DEBUG = env.bool("DEBUG", False)

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

# Static files are served from the source folders.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}

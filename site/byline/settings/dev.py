"""Settings for one's own machine: plain HTTP, no secrets, nothing to collect."""

import os

os.environ.setdefault("SECRET_KEY", "for-development-only-" + "0" * 40)
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
os.environ.setdefault("LOG_LEVEL", "WARNING")
os.environ.setdefault("SITE_URL", "http://localhost:8000")
os.environ.setdefault("STYLEGUIDE", "true")

from byline.settings.base import *
from byline.settings.base import STORAGES, env

# `make run` shows the site as readers meet it; `make dev` sets this for Django's debug pages.
DEBUG = env.bool("DEBUG", False)

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

# Stylesheets and scripts are served from where they are edited.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}

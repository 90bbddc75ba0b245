"""Production settings, and the base that `dev` and `test` relax.

A value that differs between newsrooms comes from the environment; the table is in
docs/development/settings.md. What is forgotten keeps the safe value or stops the start.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environs import Env, validate

from byline.addresses import read_networks
from byline.plugins.loading import plugin_apps
from byline.settings.pages import *
from byline.settings.wagtail import *
from news.players import ORIGINS as PLAYER_ORIGINS

env = Env()

PROJECT_ROOT = Path(__file__).resolve().parents[3]
# Everything a running newsroom writes: database, uploads, collected static files.
DATA_DIR = Path(env.str("BYLINE_DATA_DIR", str(PROJECT_ROOT / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

# --- Security -------------------------------------------------------------------------

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=32))
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", validate=validate.Length(min=1))
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Wagtail shows the preview of a story in a frame of its editor.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", False)
# Whose word counts on where a request comes from: without it everybody would seem to be one.
TRUSTED_PROXIES = read_networks(env.list("TRUSTED_PROXIES", []))
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    if not TRUSTED_PROXIES:
        raise ImproperlyConfigured("BEHIND_TLS_PROXY needs TRUSTED_PROXIES: their addresses.")

# Where uploads come from if not from the site itself: an object store, a CDN.
MEDIA_ORIGINS: list[str] = env.list("MEDIA_ORIGINS", []) or []

# Reader pages run our own scripts and styles only.
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", *MEDIA_ORIGINS],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    # Loaded once a reader has clicked, not before.
    "frame-src": [CSP.SELF, *PLAYER_ORIGINS],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
# Wagtail's editor and user bar write scripts and styles into their pages.
STAFF_CSP = {
    **SECURE_CSP,
    "img-src": [*SECURE_CSP["img-src"], "blob:"],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"
# Five wrong passwords lock a name from one address for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "byline.addresses.masked_address"
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_VERBOSE = False

# --- Applications ---------------------------------------------------------------------

BYLINE_PLUGINS: list[str] = env.list("BYLINE_PLUGINS", [])

INSTALLED_APPS = [
    "byline",
    "byline.pagecache",
    "accounts",
    "photos",
    "news",
    "readership",
    "comments",
    "home",
    "importers",
    "search",
    *plugin_apps(BYLINE_PLUGINS),
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_comments_xtd",
    "django_comments",
    "django_filters",
    "django_tasks_db",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "byline.middleware.ContentSecurityPolicyMiddleware",
    "byline.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "byline.urls"
WSGI_APPLICATION = "byline.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# --- Data -----------------------------------------------------------------------------

DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'byline.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Readers never wait for a writer, and a writer waits for its turn instead of failing.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

# Work that readers and editors need not wait for, ours and Wagtail's. `manage.py work` does it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

_memory = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "OPTIONS": {"MAX_ENTRIES": 10_000},
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Where the files of a photo are, looked up on every page that shows one.
    "renditions": {**_memory, "LOCATION": "renditions", "TIMEOUT": 600},
    # Which stories are read most, and which are known to be published.
    "readership": {**_memory, "LOCATION": "readership"},
    # How often visitors search.
    "limits": {**_memory, "LOCATION": "limits"},
}

# --- Readership -----------------------------------------------------------------------

# A process collects so many seconds of visits before it writes them down; 0: none.
READERSHIP_WRITE_EVERY = env.float(
    "READERSHIP_WRITE_EVERY", 5.0, validate=validate.Range(min=0, max=300)
)
# For how many days it is known by the hour how many read a story; by the day it is for good.
READERSHIP_KEEP_HOURS = env.int("READERSHIP_KEEP_HOURS", 31, validate=validate.Range(min=3))
# After how many hours a reader weighs half among the popular stories of a day. In those of a
# week it is seven times as long, of a month thirty times.
POPULAR_HALF_LIFE = env.float("POPULAR_HALF_LIFE", 8.0, validate=validate.Range(min=0.1, max=1000))

# --- Comments -------------------------------------------------------------------------

# django-comments-xtd keeps the comments; what readers and moderators meet is ours.
COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "comments.models.ReaderComment"
SITE_ID = 1  # the one that its tables refer to; Wagtail's sites are what Byline goes by
# What readers type as www.example.org becomes a link to https.
URLIZE_ASSUME_HTTPS = True
# For how many days it is known which comments are of the same visitor.
COMMENTS_FORGET_VISITORS_AFTER = env.int(
    "COMMENTS_FORGET_VISITORS_AFTER", 90, validate=validate.Range(min=1)
)
# The highest number that an import may bring: the numbers end at 2,147,483,647.
COMMENTS_HIGHEST_IMPORTED_NUMBER = env.int(
    "COMMENTS_HIGHEST_IMPORTED_NUMBER",
    1_000_000_000,
    validate=validate.Range(min=1, max=2_000_000_000),
)

# --- Files ----------------------------------------------------------------------------

STATIC_URL = "/static/"
# Belongs to the release, not to the newsroom's data: an image carries its own.
STATIC_ROOT = Path(env.str("BYLINE_STATIC_DIR", str(DATA_DIR / "static")))
STATICFILES_DIRS = [PROJECT_ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "byline.staticfiles.JoinedStaticFilesStorage"},
}

# --- For developers -------------------------------------------------------------------

# Every part of the reader pages on one page, at /styleguide/.
STYLEGUIDE = env.bool("STYLEGUIDE", False)

# --- Time and language ----------------------------------------------------------------

# Of the reader pages; everybody in the admin chooses their own.
LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True

# --- Mail -----------------------------------------------------------------------------

_mail = env.dj_email_url("EMAIL_URL", "smtp://localhost:25")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": _mail["EMAIL_HOST"],
            "port": _mail["EMAIL_PORT"],
            "username": _mail["EMAIL_HOST_USER"],
            "password": _mail["EMAIL_HOST_PASSWORD"],
            "use_tls": _mail["EMAIL_USE_TLS"],
            "use_ssl": _mail["EMAIL_USE_SSL"],
            "timeout": 30,  # seconds
        },
    }
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "newsroom@localhost")

# --- Logs -----------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        # A line for each start and end of every task, and for every stray request.
        "django.tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "ERROR"},  # it warns that it was told to stop
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}

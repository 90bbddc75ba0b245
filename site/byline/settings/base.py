"""Production settings, and the base that `dev` and `test` relax.

A value that differs between newsrooms comes from the environment; the table is in
docs/development/settings.md. A missing value keeps a safe default or stops the start.
"""

from environs import validate

from byline.plugins.loading import plugin_apps
from byline.settings.data import *
from byline.settings.environment import *
from byline.settings.environment import PROJECT_ROOT, env, is_time_zone, name_in_use
from byline.settings.errors import *
from byline.settings.feeds import *
from byline.settings.files import *
from byline.settings.logs import *
from byline.settings.mail import *
from byline.settings.pages import *
from byline.settings.security import *
from byline.settings.server import *
from byline.settings.wagtail import *

# --- Applications ---------------------------------------------------------------------

BYLINE_PLUGINS: list[str] = env.list("BYLINE_PLUGINS", [])
# Whether the deployment check fails where a plugin, or a part of it, was left out.
BYLINE_PLUGINS_STRICT = env.bool("BYLINE_PLUGINS_STRICT", False)
# How often a process stores how plugins were called; 0: never, and nothing of them is read either.
PLUGIN_CALLS_WRITE_INTERVAL_SECONDS = 30.0

OWN_APPS = [
    "byline",
    "byline.pagecache",
    "byline.worker",
    "recyclebin",
    "accounts",
    "photos",
    "news",
    "readership",
    "comments",
    "home",
    "importers",
    "search",
    "api",
    "seo",
    "byline.plugins",  # the last, whose wagtail_hooks guard those of plugins
]
LIBRARIES = [
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
# The plugins that are loaded. Their apps come before those whose templates they may replace.
PLUGIN_APPS = plugin_apps(BYLINE_PLUGINS, [*OWN_APPS, *LIBRARIES])
INSTALLED_APPS = [*OWN_APPS, *(app.entry for app in PLUGIN_APPS), *LIBRARIES]

MIDDLEWARE = [
    "byline.health.HealthMiddleware",
    "byline.observing.middleware.ObservingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "seo.crawler_budgets.CrawlerBudgetMiddleware",
    "byline.middleware.GZipMiddleware",
    "byline.middleware.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "byline.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "seo.gone.GoneMiddleware",
    "news.redirects.RedirectMiddleware",
    "accounts.devices.DeviceCookieMiddleware",
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
                "byline.plugins.context.plugin_variables",
            ],
        },
    },
]

# --- Readership -----------------------------------------------------------------------

# How often a process writes its visits to the database; 0: at once.
READERSHIP_WRITE_INTERVAL_SECONDS = env.float(
    name_in_use("READERSHIP_WRITE_INTERVAL_SECONDS", "READERSHIP_WRITE_EVERY"),
    5.0,
    validate=validate.Range(min=0, max=300),
)
# Readers by the hour; by the day they are stored forever.
READERSHIP_HOURLY_RETENTION_DAYS = env.int(
    name_in_use("READERSHIP_HOURLY_RETENTION_DAYS", "READERSHIP_KEEP_HOURS"),
    31,
    validate=validate.Range(min=3),
)
# For the popular stories of a day; for those of a week it is seven times as long, of a month
# thirty times.
POPULAR_HALF_LIFE_HOURS = env.float(
    name_in_use("POPULAR_HALF_LIFE_HOURS", "POPULAR_HALF_LIFE"),
    8.0,
    validate=validate.Range(min=0.1, max=1000),
)

# --- Comments -------------------------------------------------------------------------

# django-comments-xtd has the base model; views and moderation are ours.
COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_MODEL = "comments.models.ReaderComment"
SITE_ID = 1  # its tables refer to it; Byline uses Wagtail's sites
# www.example.org in a comment becomes a link to https.
URLIZE_ASSUME_HTTPS = True
# The keyed hash of a comment's client.
COMMENTS_VISITOR_RETENTION_DAYS = env.int(
    name_in_use("COMMENTS_VISITOR_RETENTION_DAYS", "COMMENTS_FORGET_VISITORS_AFTER"),
    90,
    validate=validate.Range(min=1),
)
# The highest number of an imported comment: ids end at 2,147,483,647.
COMMENTS_HIGHEST_IMPORTED_NUMBER = env.int(
    "COMMENTS_HIGHEST_IMPORTED_NUMBER",
    1_000_000_000,
    validate=validate.Range(min=1, max=2_000_000_000),
)

# --- Search ---------------------------------------------------------------------------

# Searches of one client's network, and suggestions while it types.
SEARCHES_PER_MINUTE = env.int("SEARCHES_PER_MINUTE", 40, validate=validate.Range(min=1))
SUGGESTIONS_PER_MINUTE = env.int("SUGGESTIONS_PER_MINUTE", 300, validate=validate.Range(min=1))

# --- The API --------------------------------------------------------------------------

# Requests of one client's network: those that only read, and those that write.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 300, validate=validate.Range(min=1))
API_WRITES_PER_MINUTE = env.int("API_WRITES_PER_MINUTE", 60, validate=validate.Range(min=1))

# --- Search engines -------------------------------------------------------------------

# Search engines are told at once what is new, changed or gone; empty: they find it themselves.
INDEXNOW_KEY = env.str(
    "INDEXNOW_KEY",
    "",
    validate=validate.Regexp(r"([a-zA-Z0-9-]{8,128})?\Z", error="8 to 128 letters and digits."),
)
INDEXNOW_URL = env.str("INDEXNOW_URL", "https://api.indexnow.org/indexnow")
# How many pages a minute are rendered for a crawler of each kind (`readership.crawlers`), and how
# many searches.
CRAWLER_PAGES_SEARCH = env.int("CRAWLER_PAGES_SEARCH", 600, validate=validate.Range(min=0))
CRAWLER_PAGES_AI = env.int("CRAWLER_PAGES_AI", 60, validate=validate.Range(min=0))
CRAWLER_PAGES_OTHER = env.int("CRAWLER_PAGES_OTHER", 120, validate=validate.Range(min=0))
CRAWLER_SEARCHES = env.int("CRAWLER_SEARCHES", 10, validate=validate.Range(min=0))

# --- For developers -------------------------------------------------------------------

# The components of the reader pages, at /styleguide/.
STYLEGUIDE = env.bool("STYLEGUIDE", False)

# --- Time and language ----------------------------------------------------------------

# Of the reader pages; users of the admin choose their own.
LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", "UTC", validate=is_time_zone)
USE_TZ = True

"""Settings of Wagtail."""

from zoneinfo import available_timezones

from environs import validate

from byline.settings.engines import DATABASE_ENGINE, search_backends
from byline.settings.environment import env, name_in_use

WAGTAIL_SITE_NAME = env.str("WAGTAIL_SITE_NAME", "Byline")
WAGTAILADMIN_BASE_URL = env.str(
    "SITE_URL",
    validate=validate.URL(
        require_tld=False,
        schemes={"http", "https"},
        error="the address of the site, like https://news.example.org.",
    ),
)
WAGTAILIMAGES_IMAGE_MODEL = "photos.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "photos.forms.PhotoForm"
# What the browser offers to upload. The server judges files by their content: photos.fields.
WAGTAILIMAGES_EXTENSIONS = [
    "avif",
    "gif",
    "heic",
    "heif",
    "hif",
    "jfif",
    "jpe",
    "jpeg",
    "jpg",
    "png",
    "webp",
]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
# Chosen to look the same in each format.
WAGTAILIMAGES_AVIF_QUALITY = 55
WAGTAILIMAGES_WEBP_QUALITY = 76
WAGTAILIMAGES_JPEG_QUALITY = 76
WAGTAILDOCS_DOCUMENT_FORM_BASE = "news.documents.DocumentForm"
# Served from the site's origin: no types with scripts.
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "docx",
    "key",
    "odt",
    "ods",
    "pdf",
    "pptx",
    "rtf",
    "txt",
    "xlsx",
    "zip",
]
# Wagtail's list of providers, with limits of time and size.
WAGTAILEMBEDS_FINDERS = [{"class": "news.oembed"}]
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # it would send hashes of addresses to a third party
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "news.approval.publish_approved"
WAGTAIL_I18N_ENABLED = False

# The database, or one of Wagtail's backends.
SEARCH_ENGINE = env.str("SEARCH_ENGINE", DATABASE_ENGINE)
WAGTAILSEARCH_BACKENDS = search_backends(
    SEARCH_ENGINE,
    env.list("SEARCH_URL", []),
    env.str("SEARCH_INDEX_PREFIX", "byline_"),
)
# Logged queries, ours and Wagtail's.
SEARCH_QUERY_RETENTION_DAYS = env.int(
    name_in_use("SEARCH_QUERY_RETENTION_DAYS", "SEARCH_KEEP_QUERIES"),
    90,
    validate=validate.Range(min=1, max=3650),
)
WAGTAILSEARCH_HITS_MAX_AGE = SEARCH_QUERY_RETENTION_DAYS

# A long story with many blocks posts many fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# A URL with a query string or fragment is not converted to a page.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "exact"
WAGTAILADMIN_USER_LOGIN_FORM = "accounts.forms.LoginForm"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "accounts.forms.PasswordResetForm"  # noqa: S105
# Browsers know the names of the time zone database, but not aliases such as "localtime".
WAGTAIL_USER_TIME_ZONES = sorted(
    name for name in available_timezones() if "/" in name or name == "UTC"
)

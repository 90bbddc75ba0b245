"""Static files and uploads."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import validate

from byline.settings.environment import (
    DATA_DIR,
    PROJECT_ROOT,
    env,
    is_origin,
    read_address,
    require_package,
)

STATIC_URL = "/static/"
# Part of the release, not of the data: a container image has its own.
STATIC_ROOT = Path(env.str("BYLINE_STATIC_DIR", str(DATA_DIR / "static")))
STATICFILES_DIRS = [PROJECT_ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "byline.files.FileStorage"},
    "staticfiles": {"BACKEND": "byline.staticfiles.JoinedStaticFilesStorage"},
}
# On each disk; with less the site is not ready.
FREE_DISK_MIN_BYTES = 1024**2 * env.int("LEAST_ROOM_MEGABYTES", 100, validate=validate.Range(min=0))
# For letters that the site's typeface lacks, in pictures of headlines.
_fonts: list[str] = env.list("SHARE_PICTURE_FONTS", [])
SHARE_PICTURE_FONTS = [font.strip() for font in _fonts if font.strip()]
for _font in SHARE_PICTURE_FONTS:
    if not Path(_font).is_file():
        raise ImproperlyConfigured(f"SHARE_PICTURE_FONTS: {_font} is no file.")
# For the Content Security Policy.
PICTURES_ORIGINS: list[str] = []

MEDIA_STORAGE = env.str("MEDIA_STORAGE", "files")


def required(name: str, expected: str) -> str:
    """Return a variable that an object store needs. Raises ImproperlyConfigured."""
    if value := env.str(name, "").strip():
        return value
    raise ImproperlyConfigured(f"MEDIA_STORAGE=s3 needs {name}: {expected}.")


def bucket() -> dict[str, Any]:
    """Return the options of the S3 storage. Raises ImproperlyConfigured."""
    require_package("MEDIA_STORAGE=s3", "storages", "s3")
    require_package("MEDIA_STORAGE=s3", "boto3", "s3")
    endpoint = env.str("S3_ENDPOINT_URL", "").strip()
    if endpoint and not is_origin(endpoint):
        raise ImproperlyConfigured("S3_ENDPOINT_URL: an address like https://s3.example.org.")
    key, secret = env.str("S3_ACCESS_KEY_ID", ""), env.str("S3_SECRET_ACCESS_KEY", "")
    if bool(key) != bool(secret):
        missing = "S3_SECRET_ACCESS_KEY" if key else "S3_ACCESS_KEY_ID"
        raise ImproperlyConfigured(f"{missing}: the other half of the pair is there, this is not.")
    return {
        "bucket_name": required("S3_BUCKET", "the name of the bucket"),
        "endpoint_url": endpoint or None,
        "region_name": env.str("S3_REGION", "") or None,
        "access_key": key or None,
        "secret_key": secret or None,
        "signature_version": "s3v4",
        "file_overwrite": False,
    }


def pictures(store: dict[str, Any]) -> dict[str, Any]:
    """Return the options of the S3 storage for renditions, which are public."""
    address = required("S3_PUBLIC_URL", "the address of the bucket's pictures for readers")
    parts = read_address(address, {"http", "https"})
    if not parts or parts.query:
        raise ImproperlyConfigured("S3_PUBLIC_URL: an address like https://pictures.example.org.")
    PICTURES_ORIGINS.append(f"{parts.scheme}://{parts.netloc}")
    acl = env.str("S3_PICTURES_ACL", "")
    if acl not in {"", "public-read"}:
        raise ImproperlyConfigured("S3_PICTURES_ACL: public-read, or nothing.")
    return {
        **store,
        "custom_domain": f"{parts.netloc}{parts.path.rstrip('/')}",
        "url_protocol": f"{parts.scheme}:",
        "querystring_auth": False,
        "default_acl": acl or None,
        "object_parameters": {"CacheControl": "public, max-age=86400"},
    }


if MEDIA_STORAGE == "s3":
    # Originals have metadata, and Wagtail checks who may read documents: both stay private. Only
    # renditions have a public URL.
    _store = bucket()
    _s3 = "storages.backends.s3.S3Storage"
    STORAGES["default"] = {"BACKEND": _s3, "OPTIONS": _store}
    STORAGES["pictures"] = {"BACKEND": _s3, "OPTIONS": pictures(_store)}
    WAGTAILIMAGES_RENDITION_STORAGE = "pictures"
    WAGTAILDOCS_SERVE_METHOD = "serve_view"
elif MEDIA_STORAGE != "files":
    raise ImproperlyConfigured("MEDIA_STORAGE: files or s3.")

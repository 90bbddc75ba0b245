"""Static files, which belong to a release, and uploads, which belong to a newsroom."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import validate

from byline.settings.environment import DATA_DIR, PROJECT_ROOT, env, is_origin, need, read_address

STATIC_URL = "/static/"
# Belongs to the release, not to the newsroom's data: an image carries its own.
STATIC_ROOT = Path(env.str("BYLINE_STATIC_DIR", str(DATA_DIR / "static")))
STATICFILES_DIRS = [PROJECT_ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "byline.files.FileStorage"},
    "staticfiles": {"BACKEND": "byline.staticfiles.JoinedStaticFilesStorage"},
}
# With less on a disk of ours, in bytes, the site is not ready.
LEAST_ROOM = 1024**2 * env.int("LEAST_ROOM_MEGABYTES", 100, validate=validate.Range(min=0))
# Where uploads come from if not from the site itself: an object store, a CDN.
PICTURES_ORIGINS: list[str] = []

MEDIA_STORAGE = env.str("MEDIA_STORAGE", "files")


def required(name: str, expected: str) -> str:
    """Return what an object store cannot do without. Raises ImproperlyConfigured."""
    if value := env.str(name, "").strip():
        return value
    raise ImproperlyConfigured(f"MEDIA_STORAGE=s3 needs {name}: {expected}.")


def bucket() -> dict[str, Any]:
    """Return what the storage of an object store is told. Raises ImproperlyConfigured."""
    need("MEDIA_STORAGE=s3", "storages", "s3")
    need("MEDIA_STORAGE=s3", "boto3", "s3")
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
    """Return how what readers get of photos is kept in it, and where they get it."""
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
    # Originals hold metadata, and who may read a document is Wagtail's to say: both stay
    # private. Only the files made for readers have a public address.
    _store = bucket()
    _s3 = "storages.backends.s3.S3Storage"
    STORAGES["default"] = {"BACKEND": _s3, "OPTIONS": _store}
    STORAGES["pictures"] = {"BACKEND": _s3, "OPTIONS": pictures(_store)}
    WAGTAILIMAGES_RENDITION_STORAGE = "pictures"
    WAGTAILDOCS_SERVE_METHOD = "serve_view"
elif MEDIA_STORAGE != "files":
    raise ImproperlyConfigured("MEDIA_STORAGE: files or s3.")

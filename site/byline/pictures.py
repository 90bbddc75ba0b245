"""Serves renditions of photos without Django, with the same security headers.

No other uploads: originals have metadata, and Wagtail checks who may read documents.
"""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.handlers.wsgi import WSGIRequest
from django.utils._os import safe_join
from django.utils.http import http_date

from byline.bulkheads.responses import Application, Environ, StartResponse, security_headers

PICTURES_FOLDER = "images/"
CONTENT_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
# A changed picture has another name.
IMMUTABLE_CACHE_CONTROL = "public, max-age=31536000, immutable"


class PictureFiles:
    """WSGI middleware that serves renditions."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.prefix = settings.MEDIA_URL + PICTURES_FOLDER

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Send a file, or call the application."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if not path.startswith(self.prefix) or method not in {"GET", "HEAD"}:
            return self.application(environ, start_response)
        is_secure = WSGIRequest(dict(environ)).is_secure()
        file = find_picture(path.removeprefix(self.prefix))
        # Django redirects to HTTPS, and returns 404.
        if file is None or (settings.SECURE_SSL_REDIRECT and not is_secure):
            return self.application(environ, start_response)
        try:
            body, stat = file.read_bytes(), file.stat()
        except OSError:
            return self.application(environ, start_response)
        headers = [
            ("Content-Type", CONTENT_TYPES[file.suffix.lower()]),
            ("Content-Length", str(len(body))),
            ("Cache-Control", IMMUTABLE_CACHE_CONTROL),
            ("Last-Modified", http_date(stat.st_mtime)),
            *security_headers(is_secure=is_secure),
        ]
        start_response("200 OK", headers)
        return [] if method == "HEAD" else [body]


def find_picture(name: str) -> Path | None:
    """Return the file of a picture, None if there is none of this name."""
    try:
        file = Path(safe_join(Path(settings.MEDIA_ROOT) / PICTURES_FOLDER, name))
        return file if file.suffix.lower() in CONTENT_TYPES and file.is_file() else None
    except (SuspiciousFileOperation, ValueError, OSError):  # outside of the folder, NUL, too long
        return None

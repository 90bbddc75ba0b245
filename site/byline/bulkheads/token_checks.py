"""Whether a request that writes by the API has a valid token, asked before its body is read."""

from io import BytesIO

from byline.bulkheads.responses import Environ, Response
from byline.outages import API_PATH, SAFE_METHODS

# Set in the environ of a request that asks for nothing but that; no client can.
CHECKS_TOKEN = "byline.checks_token"  # noqa: S105 (it is no secret)
VALID = "204 No Content"


def needs_token(environ: Environ) -> bool:
    """Return whether a request writes by the API."""
    is_write = environ["REQUEST_METHOD"] not in SAFE_METHODS
    return is_write and environ["PATH_INFO"].startswith(API_PATH)


def check_of(environ: Environ) -> Environ:
    """Return the request that asks whether the token of another one is valid."""
    return {**environ, "CONTENT_LENGTH": "", "wsgi.input": BytesIO(), CHECKS_TOKEN: True}


def is_refused(response: Response) -> bool:
    """Return whether the answer to such a request is that of the other one, too."""
    return response.status != VALID

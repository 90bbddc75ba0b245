"""Pings: requests that tell a service of the operator's choice what has changed."""

from typing import Any

import requests

TIMEOUT_SECONDS = 10
TOO_MANY_REQUESTS = 429


class PingError(Exception):
    """A service is away, or asks to be told later."""


def ping(url: str, **content: Any) -> int:
    """Post `data` or `json`, and return the status. Raises PingError where it may succeed later.

    No redirect is followed, and the body of the response is not read.
    """
    try:
        with requests.post(
            url, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True, **content
        ) as response:
            status = response.status_code
    except requests.RequestException as error:
        raise PingError(f"it cannot be reached: {type(error).__name__}") from error
    if status == TOO_MANY_REQUESTS or status >= 500:
        raise PingError(f"it answers {status}")
    return status

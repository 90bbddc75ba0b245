"""Requests that post comments, each with a valid form key.

    python -m bench.forms --number 5000 [--count]

Prints a request a line for `load.lua`; with --count how many comments there are.
"""

import argparse
import json
import time
from pathlib import Path
from urllib.parse import urlencode

FORM_OPEN_SECONDS = 30


def main() -> None:
    """Print the requests, or the number of comments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=0)
    parser.add_argument("--count", action="store_true")
    options = parser.parse_args()
    import django

    django.setup()
    if options.count:
        from comments.models import ReaderComment

        print(ReaderComment.objects.count())
    for line in forms(options.number):
        print(line)


def forms(number: int) -> list[str]:
    """Return requests with different comments, on stories in turn."""
    from django.conf import settings
    from django.utils.crypto import get_random_string

    from bench.fill import ABOUT_FILE
    from bench.prose import ProseWriter
    from comments.author_cookie import form_signer

    run = get_random_string(6)
    stories = json.loads((Path(settings.DATA_DIR) / ABOUT_FILE).read_text())["commented"]
    stock, opened = ProseWriter([]).stock, time.time() - FORM_OPEN_SECONDS
    return [
        "POST\t/comments/on/{}/write/\t{}".format(
            stories[n % len(stories)],
            urlencode(
                {
                    "text": f"{stock[n % len(stock)]} {stock[(n * 7) % len(stock)]} {run}{n}",
                    "name": "Reader" if n % 3 else "",
                    "email": "",
                    "website": "",
                    "reply_to": "",
                    "form_key": form_signer.sign(f"{get_random_string(22)}.{opened:.1f}"),
                }
            ),
        )
        for n in range(number)
    ]


if __name__ == "__main__":
    main()

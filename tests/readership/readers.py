"""A process of many readers who open stories all at once: see `test_many_processes`.

Called with the ids of the stories, its number and how many readers it has.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

import django


def main(stories, process, size):
    """Let every reader open one story, some of them told of by two processes."""
    django.setup()
    from django.db import connection
    from django.test import Client

    from tests.readership.reading import open_story

    stories, process, size = [int(pk) for pk in stories.split(",")], int(process), int(size)

    def open_one(number):
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        answer = open_story(
            Client(SERVER_NAME="localhost"), stories[number % len(stories)], address
        )
        connection.close()
        assert answer.status_code == 204, answer.content

    first = process * size
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(open_one, range(first, first + size + size // 10)))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""How what a function costs grows with what it is given."""

import time

LONGER = 4  # times


def seconds_of(function, text):
    """Return the least processor time of a few calls, in seconds."""
    costs = []
    for _ in range(3):
        begun = time.thread_time()
        function(text)
        costs.append(time.thread_time() - begun)
    return min(costs)


def grows_like_its_text(function, piece, length):
    """Return whether a text four times as long costs about four times as much, and not sixteen.

    Both are measured in the same process, so that the machine's speed does not matter; the
    `length` in characters is such that a run takes milliseconds.
    """
    short, long = (piece * (n // len(piece) + 1) for n in (length, LONGER * length))
    return seconds_of(function, long) < 2.5 * LONGER * (seconds_of(function, short) + 0.001)

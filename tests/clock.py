"""A monotonic clock that stands still until a test puts it forward."""


class Clock:
    """Stands in for `time.monotonic`: `clock.now += 10`."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now

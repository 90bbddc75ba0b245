"""How far a long command is: a bar where somebody watches, now and then a line in a log."""

from django.core.management.base import OutputWrapper

BAR_WIDTH = 30  # characters of the bar
LOG_STEPS = 10


class Progress:
    """Counts what is done of something.

    `total` may not be known: then only what is done is said, and only where somebody watches.
    """

    def __init__(self, out: OutputWrapper, what: str, *, is_silent: bool = False) -> None:
        self.out = out
        self.what = what
        self.is_silent = is_silent
        self.watched = out.isatty() and not is_silent
        self.said = -1

    def __call__(self, done: int, total: int | None = None) -> None:
        """Say how much is done."""
        if self.watched:
            self.draw(self.bar(done, total) if total else f"{done:,} {self.what}")
        elif total and not self.is_silent and (tenth := LOG_STEPS * done // total) > self.said:
            self.said = tenth
            self.out.write(f"{self.what}: {done:,} of {total:,} ({100 * done // total} %)")
            self.out.flush()

    def bar(self, done: int, total: int) -> str:
        """Return the line with the bar."""
        full = BAR_WIDTH * done // total
        bar = "#" * full + "." * (BAR_WIDTH - full)
        return f"[{bar}] {100 * done // total:3d} %  {done:,} of {total:,} {self.what}"

    def draw(self, line: str) -> None:
        """Write over the line before."""
        self.out.write(f"\r{line}\x1b[K", lambda text: text, ending="")
        self.out.flush()

    def end(self) -> None:
        """Leave the line as it is, and go on below it."""
        if self.watched:
            self.out.write("")

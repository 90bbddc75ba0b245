"""Progress of a command: a bar on a terminal, ten lines in a log."""

from django.core.management.base import OutputWrapper

BAR_WIDTH = 30  # characters
LOG_STEPS = 10


class Progress:
    """Shows how many items are done of how many.

    Without a total only on a terminal.
    """

    def __init__(self, out: OutputWrapper, what: str, *, is_silent: bool = False) -> None:
        self.out = out
        self.what = what
        self.is_silent = is_silent
        self.is_terminal = out.isatty() and not is_silent
        self.logged = -1

    def __call__(self, done: int, total: int | None = None) -> None:
        """Show how many are done."""
        if self.is_terminal:
            self.draw(self.bar(done, total) if total else f"{done:,} {self.what}")
        elif total and not self.is_silent and (tenth := LOG_STEPS * done // total) > self.logged:
            self.logged = tenth
            self.out.write(f"{self.what}: {done:,} of {total:,} ({100 * done // total} %)")
            self.out.flush()

    def bar(self, done: int, total: int) -> str:
        """Return the line with the bar."""
        full = BAR_WIDTH * done // total
        bar = "#" * full + "." * (BAR_WIDTH - full)
        return f"[{bar}] {100 * done // total:3d} %  {done:,} of {total:,} {self.what}"

    def draw(self, line: str) -> None:
        """Overwrite the last line."""
        self.out.write(f"\r{line}\x1b[K", lambda text: text, ending="")
        self.out.flush()

    def end(self) -> None:
        """End the line."""
        if self.is_terminal:
            self.out.write("")

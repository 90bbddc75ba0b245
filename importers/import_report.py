"""The report of an import."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from importers.notes import ImportNote, NoteKind
from importers.results import Outcome


@dataclass(frozen=True)
class FileResult:
    """The outcome of one file, with its notes. The path is printable."""

    path: str
    outcome: Outcome
    text: str
    line: int | None = None
    notes: tuple[ImportNote, ...] = ()

    def __str__(self) -> str:
        return f"{location(self.path, self.line)}: {self.text}"


@dataclass
class ImportReport:
    """Collects results, and groups them: counts first, then what needs a person."""

    dry_run: bool = False
    dates: str = ""  # of files whose dates do not fit how they are read
    counts: Counter[Outcome] = field(default_factory=Counter)
    results: dict[Outcome, list[str]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[NoteKind, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, result: FileResult) -> None:
        """Add the result of a file."""
        self.counts[result.outcome] += 1
        self.results[result.outcome].append(str(result))
        for note in result.notes:
            self.notes[note.kind].append(f"{location(result.path, note.line)}: {note.text}")

    @property
    def failures(self) -> list[str]:
        """The files that could not be imported, and why."""
        return self.results[Outcome.FAILED]

    def lines(self, *, stories: bool = False) -> Iterator[str]:
        """Yield the report, with or without a line a story; failures are not part of it."""
        if self.dates:
            yield from (self.dates, "")
        for outcome in Outcome:
            yield f"{self.counts[outcome]:6}  {self.label(outcome)}"
        if stories:
            for outcome in (Outcome.IMPORTED, Outcome.PRESENT, Outcome.EXTENDED):
                yield from section_lines(self.label(outcome), self.results[outcome])
        for outcome in (Outcome.REDATED, Outcome.CHANGED, Outcome.DUPLICATE):
            yield from section_lines(outcome, self.results[outcome])
        for kind in NoteKind:
            yield from section_lines(kind, self.notes[kind])
        if self.dry_run:
            yield from ("", "Nothing was changed: this was a dry run.")

    def label(self, outcome: Outcome) -> str:
        """Return the label of an outcome."""
        is_only_planned = self.dry_run and outcome is Outcome.IMPORTED
        return "would be imported" if is_only_planned else outcome.value


def section_lines(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a heading and its lines; nothing where there are none."""
    lines = list(lines)
    if lines:
        yield from ("", f"{heading[0].upper()}{heading[1:]} ({len(lines)})")
        yield from (f"  {line}" for line in lines)


def location(path: str, line: int | None) -> str:
    """Return the place in a file in the form that editors can jump to."""
    return path if line is None else f"{path}:{line}"

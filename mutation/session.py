"""Runs the tests of a target against each of its mutants, in forks of one pytest session.

Mutants of functions run in forks of a session that has collected its tests and made its database:
the code of the live function object is replaced, under its decorators. Mutants of code that runs at
import run in forks of a session that is about to import the module, so that every importer gets the
mutant.
"""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from multiprocessing.synchronize import Semaphore
from time import perf_counter
from types import CodeType, FunctionType
from typing import Any

import coverage
import pytest
from django.db import connection

from mutation.forks import KILLED, SURVIVED, fork_each, limit_time, run_in_fork
from mutation.mutants import Mutant, codes
from mutation.targets import TARGETS

PYTEST_OPTIONS = ["-qq", "-s", "-p", "no:randomly", "-o", "tmp_path_retention_policy=none"]
# The packages of all targets.
PACKAGES = tuple(
    path.removeprefix("site/").partition("/")[0] for one in TARGETS for path in one.modules
)
LRU_CACHE_TYPE = type(lru_cache(len))
COLLECT_TIMEOUT_SECONDS = 60

# Takes the number of a mutant, and its outcome.
type Note = Callable[[int, int], None]


@dataclass
class Baseline:
    """The tests of a target without a mutant."""

    seconds: dict[str, float] = field(default_factory=dict)
    # The tests that run a line, by file.
    lines: dict[str, dict[int, list[str]]] = field(default_factory=dict)

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests that run a mutant, fastest first.

        All tests if none does: the line may have run in `AppConfig.ready()`.
        """
        lines = self.lines[str(mutant.source.path)]
        numbers = lines if mutant.at_import else mutant.lines
        found = {test for line in numbers for test in lines.get(line, ()) if test}
        return sorted(found or self.seconds, key=lambda test: self.seconds[test])

    def is_in_tests(self, mutant: Mutant) -> bool:
        """Return whether tests run the mutant, and not only the import or `ready()`."""
        lines = self.lines[str(mutant.source.path)]
        return not mutant.at_import and any(lines.get(line) for line in mutant.lines)

    def time(self, mutant: Mutant) -> float:
        """Return the seconds that its tests take."""
        return sum(self.seconds[test] for test in self.tests(mutant))


class FunctionSession:
    """Runs mutants of functions, in forks of a session after collection."""

    def __init__(self, mutants: Sequence[Mutant], slots: Semaphore, note: Note) -> None:
        self.mutants = mutants
        self.slots = slots
        self.note = note
        self.baseline = Baseline()

    def run(self, tests: Sequence[str]) -> Baseline:
        """Return the baseline of the tests."""
        use_folder_of_its_own()
        if pytest.main([*PYTEST_OPTIONS, *tests], plugins=[self]) != pytest.ExitCode.OK:
            raise RuntimeError("Tests fail while nothing is broken")
        return self.baseline

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run the tests without a mutant, then with each."""
        if session.testsfailed:
            return None  # some could not be collected
        make_database(session)
        files = {str(mutant.source.path) for mutant in self.mutants}
        self.baseline = run_in_fork(measure, session, files)
        numbers = [n for n, one in enumerate(self.mutants) if self.baseline.is_in_tests(one)]
        number = fork_each(numbers, self.slots, self.note)
        if number is not None:
            mutant = self.mutants[number]
            limit_time(self.baseline.time(mutant))
            put_in_place(mutant)
            with database_of_its_own():
                outcome = run_tests(session, self.baseline.tests(mutant))
            os._exit(outcome)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Print why a test failed: shown only for the baseline."""
        if report.failed:
            print(report.nodeid, report.longreprtext)


class ImportSession(MetaPathFinder):
    """Runs mutants of code that runs at import, in forks before the import."""

    def __init__(
        self, mutants: Sequence[Mutant], slots: Semaphore, note: Note, baseline: Baseline
    ) -> None:
        self.mutants = mutants
        self.slots = slots
        self.note = note
        self.baseline = baseline
        self.waiting: dict[str, list[int]] = {}
        for number, mutant in enumerate(mutants):
            if not baseline.is_in_tests(mutant):
                self.waiting.setdefault(mutant.source.module, []).append(number)
        self.mutant: Mutant | None = None

    def run(self, tests: Sequence[str]) -> bool:
        """Start pytest; return whether every module was imported."""
        if self.waiting:
            sys.meta_path.insert(0, self)
            try:
                pytest.main([*PYTEST_OPTIONS, *tests], plugins=[self])
            finally:
                if self.mutant:
                    os._exit(KILLED)  # the tests could not even be collected
        return not self.waiting

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Import a module broken in each way, in forks; then as it is, in this process.

        Django calls this before it imports the module of an app.
        """
        if not self.mutant and name in self.waiting:
            number = fork_each(self.waiting.pop(name), self.slots, self.note)
            if number is not None:
                self.mutant = self.mutants[number]
                self.folder = use_folder_of_its_own()
                limit_time(self.baseline.time(self.mutant) + COLLECT_TIMEOUT_SECONDS)
        if not self.mutant or name != self.mutant.source.module:
            return None
        file = str(self.mutant.source.path)
        return spec_from_file_location(name, file, loader=Loader(name, file, self.mutant))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests with the mutant, in its fork."""
        if self.mutant:
            tests = [] if session.testsfailed else self.baseline.tests(self.mutant)
            outcome = run_tests(session, tests) if tests else KILLED
            shutil.rmtree(self.folder)
            os._exit(outcome)
        return True


class Loader(SourceFileLoader):
    """Imports a mutant instead of its module."""

    def __init__(self, name: str, path: str, mutant: Mutant) -> None:
        super().__init__(name, path)
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        """Return the code of the mutant."""
        return self.mutant.code


def use_folder_of_its_own() -> str:
    """Set a temporary folder that no other session of pytest removes; return it."""
    folder = os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.mkdtemp()
    return folder


def make_database(session: pytest.Session) -> None:
    """Create the test database, and close the connection."""

    def nothing(db: None) -> None:
        pass

    parent = session.items[0].getparent(pytest.Module)
    first = pytest.Function.from_parent(parent, name="nothing", callobj=nothing)
    # What the module has built is undone, in whose transaction no connection may be closed.
    after: Any = session
    first.ihook.pytest_runtest_protocol(item=first, nextitem=after)
    connection.close()


@contextmanager
def database_of_its_own() -> Iterator[None]:
    """Copy the database for a fork."""
    with tempfile.TemporaryDirectory() as folder:
        connection.settings_dict["NAME"] = shutil.copy(connection.settings_dict["NAME"], folder)
        yield
        connection.close()


def measure(session: pytest.Session, files: Iterable[str]) -> Baseline:
    """Run all tests; return the seconds and the lines of each."""
    baseline = Baseline()
    measured = coverage.Coverage(data_file=None, config_file=False, include=[*files])
    # Lines that run only in `ready()` are in no test.
    measured.set_option("run:disable_warnings", ["no-data-collected"])
    forgetting = memories()
    with database_of_its_own():
        measured.start()
        for item, following in followed(session.items):
            for forget in forgetting:
                forget()
            measured.switch_context(item.nodeid)
            start = perf_counter()
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            baseline.seconds[item.nodeid] = perf_counter() - start
            if session.testsfailed:
                raise RuntimeError(item.nodeid)
        measured.stop()
    data = measured.get_data()
    baseline.lines = {file: data.contexts_by_lineno(file) for file in files}
    return baseline


def memories() -> list[Callable[[], object]]:
    """Return the functions that clear `lru_cache`s between tests."""
    from byline.prepared import Prepared

    found = gc.get_objects()
    prepared = [partial(vars(one).pop, "statement", None) for one in found if type(one) is Prepared]
    cached = [one for one in found if type(one) is LRU_CACHE_TYPE]
    return [*prepared, *(one.cache_clear for one in cached if one.__module__.startswith(PACKAGES))]


def run_tests(session: pytest.Session, names: Sequence[str]) -> int:
    """Run tests until one fails; return the outcome."""
    by_name = {item.nodeid: item for item in session.items}
    # Those that empty the database come last, as pytest-django has it.
    items = sorted((by_name[name] for name in names), key=empties_database)
    session._setupstate.teardown_exact(items[0])
    for item, following in followed(items):
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return KILLED
    return SURVIVED


def followed(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item]]:
    """Yield each test with the next, the last with itself, so that no session fixture ends."""
    return zip(items, [*items[1:], items[-1]], strict=True)


def empties_database(item: pytest.Item) -> bool:
    """Return whether a test commits, so that all tables are truncated after it."""
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


def put_in_place(mutant: Mutant) -> None:
    """Set the code of the mutant on the live functions of its module."""
    file, code = str(mutant.source.path), codes(mutant.code)
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename == file:
            one.__code__ = code[one.__code__.co_qualname, one.__code__.co_firstlineno]

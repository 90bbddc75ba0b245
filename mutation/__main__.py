"""Break the modules that matter most and see whether tests notice: `make mutation`.

    python -m mutation [news/querysets.py …] [--sample 100] [-j 2]

Prints how many mutants of each module were killed, and which survived. Fails below the least
score, which is in `mutation/targets.py` with the modules, their tests and what is excused.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.synchronize import Semaphore
from time import perf_counter

from mutation.forks import in_fork, write_into
from mutation.mutants import Mutant, Source
from mutation.report import Result, print_report
from mutation.targets import LEAST_SCORE, ROOT, TARGETS, Target


def main() -> None:
    """Try the mutants of all targets, and report."""
    options = read_options()
    os.environ.pop("DATABASE_URL", None)  # each fork has a copy of a file
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        # All that tests leave behind, and forks that are ended.
        os.environ |= {"TMPDIR": folder, "HYPOTHESIS_STORAGE_DIRECTORY": f"{folder}/hypothesis"}
        tempfile.tempdir = None
        score = try_all(options)
    sys.exit(score < LEAST_SCORE)


def try_all(options: argparse.Namespace) -> float:
    """Try the mutants of all targets at the same time, report, and return the lowest score."""
    start, context = perf_counter(), get_context("fork")
    slots = context.Semaphore(options.jobs)
    running: dict[Connection, list[Mutant]] = {}
    for target in TARGETS:
        if mutants := choose(target, options):
            here, there = context.Pipe(duplex=False)
            context.Process(target=try_target, args=(target, mutants, slots, there)).start()
            there.close()
            running[here] = mutants
    return print_report(results_of(running), perf_counter() - start)


def read_options() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(prog="mutation", description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="*", help="files or folders; all where none is named")
    parser.add_argument("--sample", type=int, help="so many mutants of each module, not all")
    parser.add_argument("--seed", type=int, default=1, help="another number, another sample")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


def choose(target: Target, options: argparse.Namespace) -> list[Mutant]:
    """Return the mutants of a target that are to be tried."""
    mutants = []
    for path in target.modules:
        if options.modules and not path.startswith(tuple(options.modules)):
            continue
        found = [one for one in Source(ROOT / path).mutants() if not one.excuse]
        if options.sample and options.sample < len(found):
            chance = random.Random(f"{options.seed} {path}")  # noqa: S311 (the same sample each time)
            found = sorted(chance.sample(found, options.sample), key=lambda one: one.line)
        mutants += found
    return mutants


def try_target(
    target: Target, mutants: Sequence[Mutant], slots: Semaphore, answer: Connection
) -> None:
    """Try mutants and send what comes of them, or what was printed where they cannot be tried."""
    from mutation.session import FunctionSession, ImportSession

    def note(number: int, outcome: int) -> None:
        answer.send((number, outcome))

    with slots, tempfile.TemporaryFile() as said:
        write_into(said.fileno())
        try:
            baseline = in_fork(FunctionSession(mutants, slots, note).run, target.tests)
            in_fork(ImportSession(mutants, slots, note, baseline).run, target.tests)
        except ChildProcessError:
            said.seek(0)
            answer.send(said.read().decode(errors="replace"))


def results_of(running: dict[Connection, list[Mutant]]) -> list[Result]:
    """Return what came of each mutant; ends the run where tests fail without any."""
    outcomes: dict[Mutant, int] = {}
    waiting, total = set(running), sum(map(len, running.values()))
    while waiting:
        for here in wait(waiting):
            try:
                answer = here.recv()
            except EOFError:
                waiting.remove(here)
                continue
            if isinstance(answer, str):
                sys.exit(f"{answer}\nNothing is broken yet, and tests fail.")
            number, outcome = answer
            outcomes[running[here][number]] = outcome
            print(f"\r{len(outcomes)} of {total}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return [Result(one, outcomes.get(one)) for mutants in running.values() for one in mutants]


if __name__ == "__main__":
    main()

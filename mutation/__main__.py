"""Run mutation testing on the most important modules: `make mutation`.

    python -m mutation [news/querysets.py …] [--sample 100] [-j 2]

Prints how many mutants of each module were killed, and which survived. Fails below the minimum
score of `mutation/targets.py`, which also has the modules, their tests and excuses.
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

from mutation.forks import redirect_output, run_in_fork
from mutation.mutants import ModuleSource, Mutant
from mutation.report import MutantResult, print_report
from mutation.targets import MIN_SCORE_PERCENT, ROOT, TARGETS, MutationTarget


def main() -> None:
    """Run the mutants of all targets, and report."""
    options = read_options()
    os.environ.pop("DATABASE_URL", None)  # each fork has a copy of a file
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        # For the temporary files of tests and of killed forks.
        os.environ |= {"TMPDIR": folder, "HYPOTHESIS_STORAGE_DIRECTORY": f"{folder}/hypothesis"}
        tempfile.tempdir = None
        score = try_all(options)
    sys.exit(score < MIN_SCORE_PERCENT)


def try_all(options: argparse.Namespace) -> float:
    """Run the mutants of all targets in parallel, report, and return the lowest score."""
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
    """Return the command line options."""
    parser = argparse.ArgumentParser(prog="mutation", description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="*", help="files or folders; all where none is named")
    parser.add_argument("--sample", type=int, help="so many mutants of each module, not all")
    parser.add_argument("--seed", type=int, default=1, help="another number, another sample")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


def choose(target: MutationTarget, options: argparse.Namespace) -> list[Mutant]:
    """Return the mutants of a target to run, or a sample of them."""
    mutants = []
    for path in target.modules:
        if options.modules and not path.startswith(tuple(options.modules)):
            continue
        found = [one for one in ModuleSource(ROOT / path).mutants() if not one.excuse]
        if options.sample and options.sample < len(found):
            chance = random.Random(f"{options.seed} {path}")  # noqa: S311 (the same sample each time)
            found = sorted(chance.sample(found, options.sample), key=lambda one: one.line)
        mutants += found
    return mutants


def try_target(
    target: MutationTarget, mutants: Sequence[Mutant], slots: Semaphore, answer: Connection
) -> None:
    """Run mutants and send their outcomes, or the output if the tests cannot be run."""
    from mutation.session import FunctionSession, ImportSession

    def note(number: int, outcome: int) -> None:
        answer.send((number, outcome))

    with slots, tempfile.TemporaryFile() as output:
        redirect_output(output.fileno())
        try:
            baseline = run_in_fork(FunctionSession(mutants, slots, note).run, target.tests)
            run_in_fork(ImportSession(mutants, slots, note, baseline).run, target.tests)
        except ChildProcessError:
            output.seek(0)
            answer.send(output.read().decode(errors="replace"))


def results_of(running: dict[Connection, list[Mutant]]) -> list[MutantResult]:
    """Return the outcome of each mutant; exits if tests fail without a mutant."""
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
    return [MutantResult(one, outcomes.get(one)) for mutants in running.values() for one in mutants]


if __name__ == "__main__":
    main()

"""The report of a run."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from mutation.forks import KILLED, NOT_TRIED, SURVIVED, TOO_SLOW
from mutation.mutants import Mutant

OUTCOME_NOTES = {
    SURVIVED: "",
    NOT_TRIED: " (could not be tried)",
    None: " (its module is not imported)",
}


class MutantResult(NamedTuple):
    """The outcome of a mutant; None if its module is never imported."""

    mutant: Mutant
    outcome: int | None

    @property
    def is_killed(self) -> bool:
        """Return whether a test failed or timed out."""
        return self.outcome in {KILLED, TOO_SLOW}


def print_report(results: Sequence[MutantResult], seconds: float) -> float:
    """Print the score of each module, and the survivors; return the lowest score in percent."""
    by_module: defaultdict[str, list[MutantResult]] = defaultdict(list)
    for result in results:
        by_module[result.mutant.source.name].append(result)
    print("mutants  killed  too slow   score  module")
    scores = [print_row(name, found) for name, found in by_module.items()]
    print_row(f"all, in {seconds / 60:.1f} minutes", results)
    survivors = [result for result in results if not result.is_killed]
    if survivors:
        print("\nSurvivors:")
    for mutant, outcome in survivors:
        print(f"{mutant.source.name}:{mutant.line} {mutant}{OUTCOME_NOTES[outcome]}")
    return min(scores, default=100)


def print_row(name: str, results: Sequence[MutantResult]) -> float:
    """Print a row of the table; return the score."""
    killed = sum(result.is_killed for result in results)
    slow = sum(result.outcome == TOO_SLOW for result in results)
    score = 100 * killed / len(results) if results else 100
    print(f"{len(results):7}  {killed:6}  {slow:8}  {score:5.1f}%  {name}")
    return score

"""How `make mutation` breaks code."""

import pytest

from mutation.forks import KILLED, SURVIVED, TOO_SLOW
from mutation.mutants import ModuleSource, codes
from mutation.report import MutantResult, print_report
from mutation.targets import EXCUSED, ROOT, TARGETS

MODULES = [path for target in TARGETS for path in target.modules]


def mutants(text):
    return ModuleSource(ROOT / "broken.py", text).mutants()


def changes(text):
    """Return what the code of a function may become."""
    return [str(mutant) for mutant in mutants(f"def f(a, b, c, g):\n    {text}")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("c = a < b", ["a < b  →  a <= b", "a < b  →  a >= b"]),
        ("c = a is b", ["a is b  →  a is not b"]),
        ("c = a and b", ["a and b  →  a or b", "a and b  →  b", "a and b  →  a"]),
        ("c = not a", ["not a  →  a"]),
        ("c = a + b", ["a + b  →  a - b"]),
        ("c = a | b", ["a | b  →  a & b", "a | b  →  a", "a | b  →  b"]),
        ("c = 'text' + a", ["'text'  →  ''"]),
        ("c = 1", ["1  →  2"]),
        ("c = a or False", ["a or False  →  a and False", "False  →  True"]),
        ("c = '-pk'", ["'-pk'  →  'pk'"]),
        ("c = 'For people.'", []),
        ("c = [a, b]", ["[a, b]  →  [b]", "[a, b]  →  [a]"]),
        ("c = min(a, b)", ["min(a, b)  →  max(a, b)"]),
        ("c = a.live().first()", ["a.live().first()  →  a.live()", "a.live()  →  a"]),
        ("c = g(key=a)", ["g(key=a)  →  g()"]),
        ("c = g(*a)", ["g(*a)  →  g()"]),
        ("a.b = c", ["a.b = c  →  if False: a.b = c"]),
        ("g()", ["g()  →  if False: g()"]),
        ("logger.info(a)", []),
        ("return a", ["return a  →  return None"]),
        ("return None", []),
        ("c = [a for a in b if a]", ["a  →  True"]),
        ("c = a if b else 'For people.'", ["b  →  not b"]),
    ],
)
def test_code_is_broken_as_the_operators_say(text, expected):
    found = [change.partition(": ")[2] for change in changes(text)]
    assert [change for change in expected if change not in found] == []
    assert expected or not found


def test_what_no_test_can_see_is_left_alone():
    text = '"""Say what it is for."""\nfrom typing import Any\n__all__ = ["name"]\n'
    assert mutants(text + '@lru_cache(maxsize=10)\ndef f(a: "Any") -> "Any":\n    pass') == []


def test_a_mutant_of_a_long_statement_is_noticed_by_tests_of_any_of_its_lines():
    broken = mutants("def f(a):\n    return g(\n        a,\n        key=1,\n    )")
    assert {range(2, 6), range(2, 5)} == {mutant.lines for mutant in broken}


def test_what_is_done_at_import_is_told_from_what_functions_do():
    broken = mutants(
        "a = 1\ndef f(b=2):\n    return 3\nclass C:\n    d = 4\n    e = lambda self: 5"
    )
    at_import = {mutant.change[0] for mutant in broken if mutant.at_import}
    assert at_import == {"1", "2", "4"}


def test_a_function_that_takes_less_from_around_it_is_broken_at_import():
    broken = mutants("class C(D):\n    def f(self):\n        return super().f() | g()")
    assert [mutant.at_import for mutant in broken if mutant.change.endswith("→  g()")] == [True]
    assert [mutant.at_import for mutant in broken if mutant.change.endswith("& g()")] == [False]


def test_a_mutant_has_code_of_the_same_functions():
    source = ModuleSource(
        ROOT / "broken.py", "def f():\n    def g():\n        return 1\n    return g"
    )
    assert len(source.mutants()) == 3
    for mutant in source.mutants():
        assert codes(mutant.code).keys() == codes(source.code).keys()
        assert codes(mutant.code) != codes(source.code)


def test_the_score_counts_what_is_not_imported_as_survived(capsys):
    broken = mutants("def f(a, b):\n    return a < b")
    outcomes = [KILLED, TOO_SLOW, None]
    assert print_report(list(map(MutantResult, broken, outcomes)), 60) == pytest.approx(100 * 2 / 3)
    output = capsys.readouterr().out
    assert "broken.py:2" in output
    assert output.count("not imported") == 1
    assert print_report([MutantResult(broken[0], SURVIVED)], 60) == 0


@pytest.mark.parametrize("path", MODULES)
def test_what_is_broken_is_there(path):
    assert (ROOT / path).is_file()


def test_the_tests_that_must_notice_are_there():
    assert [test for target in TARGETS for test in target.tests if not (ROOT / test).exists()] == []


@pytest.mark.parametrize("path", sorted({excuse.path for excuse in EXCUSED}))
def test_every_excuse_is_for_a_mutant_that_is_made(path):
    used = {mutant.excuse for mutant in ModuleSource(ROOT / path).mutants()}
    assert [excuse for excuse in EXCUSED if excuse.path == path and excuse not in used] == []


def test_sizes_and_times_are_left_alone():
    assert not mutants("MOST = 5\nPACE, LONGEST = 500, 1800.0")
    assert mutants('NAME = "x"')

"""The table of settings has what the code reads, and the defaults."""

import ast
import re

from django.conf import settings

ROOT = settings.PROJECT_ROOT
TABLE = ROOT / "docs" / "development" / "settings.md"
ROW = re.compile(
    r"^\| `(?P<name>\w+)` \| (?P<default>[^|]+) \| (?P<meaning>[^|]+) \|$", re.MULTILINE
)
READERS = {"str", "int", "float", "bool", "list", "origins", "required"}
# Their default depends on others.
WORDED = {"BYLINE_DATA_DIR", "PAGE_CACHE_FOLDER", "SEARCH_ENGINE"}
FIXED = object()  # a default that is worked out


def reads():
    """Return what the settings read from the environment, with the default."""
    found = {}
    for path in sorted((ROOT / "site/byline/settings").glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and (name := read_name(call)):
                found.setdefault(name, default(call))
    return found


def read_name(call):
    function = call.func
    is_env = isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "env"
    word = function.attr if is_env else getattr(function, "id", "")
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Call) and getattr(first.func, "id", "") == "name_in_use":
        first = first.args[0]
    if word in READERS and isinstance(first, ast.Constant) and str(first.value).isupper():
        return first.value
    return None


def default(call):
    """Return how the table has to give it; FIXED where it is worked out."""
    if getattr(call.func, "id", "") in {"origins", "required"}:
        return "none"
    if len(call.args) < 2:
        return "required"
    try:
        value = ast.literal_eval(call.args[1])
    except ValueError:
        return FIXED
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int | float):
        return f"`{value:g}`" if abs(value) < 1e6 else f"`{value}`"
    return f"`{value}`" if value else "none"


def test_every_setting_is_in_the_table_and_the_table_has_no_other():
    rows = [row["name"] for row in ROW.finditer(TABLE.read_text())]
    assert len(rows) == len(set(rows))
    assert set(rows) == set(reads())
    assert {"DATABASE_URL", "S3_BUCKET", "CSRF_TRUSTED_ORIGINS", "LOG_LEVEL"} <= set(rows)


def test_the_table_gives_the_defaults_of_the_code():
    given = {row["name"]: row["default"] for row in ROW.finditer(TABLE.read_text())}
    wrong = {
        name: (given[name], value)
        for name, value in reads().items()
        if value is not FIXED and given[name] != value and name not in WORDED
    }
    assert wrong == {}


def test_the_table_gives_the_former_names():
    code = "".join(path.read_text() for path in (ROOT / "site/byline/settings").glob("*.py"))
    renamed = dict(re.findall(r'name_in_use\("(\w+)", "(\w+)"\)', code))
    rows = {row["name"]: row["meaning"] for row in ROW.finditer(TABLE.read_text())}
    formerly = re.compile(r"Formerly `(\w+)`\.$")
    assert {n: f[1] for n, text in rows.items() if (f := formerly.search(text))} == renamed
    assert "POPULAR_HALF_LIFE_HOURS" in renamed

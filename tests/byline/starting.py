"""The production settings, loaded in processes of their own."""

import json
import os
import subprocess
import sys

from django.conf import settings

REQUIRED = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "news.example",
    "SITE_URL": "https://news.example",
}
PRODUCTION = {**REQUIRED, "DJANGO_SETTINGS_MODULE": "byline.settings.base"}
# Each start is a fork, which imports only our modules again.
START_EACH = """
import json, os, sys, traceback
import django.core.wsgi
import byline.pagecache.wsgi_middleware, byline.settings.base
for name in [name for name in sys.modules if name.startswith("byline")]:
    del sys.modules[name]
for number, variables in enumerate(json.load(sys.stdin)):
    if os.fork():
        print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
        continue
    code = 0
    sys.stderr = open(str(number), "w")
    for name, value in variables.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})
    try:
        import byline.wsgi
    except SystemExit as end:
        print(end, file=sys.stderr)
        code = 1
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stderr.flush()
    os._exit(code)
"""


def start(folder, code="import byline.settings.base", *, given="", **environment):
    """Run code with these settings and nothing else."""
    root = settings.PROJECT_ROOT
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{root / 'site'}:{root}",
            "BYLINE_DATA_DIR": str(folder),
            **environment,
        },
        cwd=folder,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def start_each(folder, cases):
    """Start with each of these settings besides those that must be (None: without one).

    Returns the exit code and what was written to stderr, for each.
    """
    codes = start(folder, START_EACH, given=json.dumps(cases), **PRODUCTION).stdout.split()
    return [(int(code), (folder / str(number)).read_text()) for number, code in enumerate(codes)]


def expect_one_line(code, text, words):
    """Expect a start to have ended with one line that has these words, and no secret."""
    assert code == 1
    lines = text.splitlines()
    assert len(lines) == 1, text
    assert words in lines[0]
    assert "secret" not in lines[0]

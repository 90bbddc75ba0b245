"""Strings that break programs: a public list, and ours."""

import json
from itertools import product
from pathlib import Path

LIST = Path(__file__).parent.parent.parent / ".venv/hostile-strings.json"
# What opens markup, what runs, and what closes: around what a template may have written.
BEFORE = ["", "'", '"', "<", "-->", "</textarea>", "</title>", "</script>", "]]>", "\x00"]
RUNS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    " onmouseover=alert(1) x=",
    "javascript:alert(1)",
    "<iframe srcdoc='&lt;script&gt;'>",
    "{{ settings.SECRET_KEY }}",
    "{% debug %}",
    "${7*7}",
    "<a href='data:text/html,x'>x</a>",
]
# What means something to SQL, to files, to headers, to numbers and to dates.
MEANT = [
    *("' OR 1=1 --", "'; DROP TABLE auth_user; --", '") UNION SELECT 1 --', "%' ESCAPE '", "\\'"),
    *("../../etc/passwd", "..\\..\\", "/etc/passwd\x00.jpg", "file:///etc/passwd", "C:\\con\\con"),
    *("a\r\nSet-Cookie: x=1", "a\nLocation: //evil.example", "x\x0bX: 1", "\r\n\r\n<html>"),
    *("-1", "0", "1e999", "NaN", "Infinity", "9" * 400, "0x10", "1_000", "٣", "²", "１２"),
    *("2026-02-30", "0000-00-00", "9999-12-31T25:61", "-0001-01-01", "now", "1970-01-01Z"),
    *("\ud800", "\udfff\ud800", "\ufffe", "\ufeff", "\u202eevil", "\u200b", "a" + "\u0301" * 500),
    *("%", "%00", "%ff", "%c0%ae", "%u0000", "&#x0;", "&lt;script&gt;", "+", "&a=b", "#", "?", ";"),
    *("[]", "{}", '{"a": ' * 200, "[" * 1000, "(" * 500 + "a" * 50, "(a+)+$", "*" * 300, "~" * 99),
    *("a" * 5000, "<" * 2000, "&" * 2000, "😀" * 900, "的" * 900, " " * 3000, "\n" * 2000),
]
TIMES = [
    *("{0}", "{0}{0}", " {0} ", "a{0}b", "{0}\n", "news-{0}", "1{0}", "{0}/", "\u00e9{0}"),
    *("«{0}»", "{0}."),
]


def strings():
    """Return two thousand of them."""
    ours = [
        *("".join(parts) for parts in product(BEFORE, RUNS)),
        *(time.replace("{0}", one) for time, one in product(TIMES, [*MEANT, *RUNS])),
        *("".join(parts) for parts in product(MEANT, RUNS)),
    ]
    return list(dict.fromkeys([*json.loads(LIST.read_text()), *ours]))[:2000]

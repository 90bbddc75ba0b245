"""The modules with their tests, the minimum score, and the excuses."""

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
MIN_SCORE_PERCENT = 85


class MutationTarget(NamedTuple):
    """Modules, with the tests that have to kill their mutants."""

    modules: list[str]
    tests: list[str]


CACHE, CACHE_TESTS = "site/byline/pagecache", "tests/pagecache"
TARGETS = [
    MutationTarget(
        ["news/querysets.py"],
        ["tests/news/test_published.py", "tests/news/test_querysets.py"],
    ),
    MutationTarget(
        ["comments/pipeline.py"],
        [
            "tests/comments/test_checks.py",
            "tests/comments/test_pipeline.py",
            "tests/comments/test_plugin_checks.py",
        ],
    ),
    MutationTarget(
        ["comments/posting.py"],
        [
            "tests/comments/test_editing.py",
            "tests/comments/test_followers.py",
            "tests/comments/test_mail.py",
            "tests/comments/test_pipeline.py",
            "tests/comments/test_posting.py",
            "tests/comments/test_storing.py",
            "tests/comments/test_writing.py",
        ],
    ),
    MutationTarget(["importers/story_importer.py"], ["tests/importers/test_story_importer.py"]),
    MutationTarget(["readership/ranking.py"], ["tests/readership/test_ranking.py"]),
    MutationTarget(["search/story_filters.py"], ["tests/search/test_story_filters.py"]),
    MutationTarget(
        [f"{CACHE}/cache_keys.py", f"{CACHE}/content_encoding.py"],
        [
            f"{CACHE_TESTS}/test_addresses.py",
            f"{CACHE_TESTS}/test_encodings.py",
            f"{CACHE_TESTS}/test_keeping.py",
        ],
    ),
    MutationTarget(
        [f"{CACHE}/changes.py", f"{CACHE}/listener.py"],
        [
            f"{CACHE_TESTS}/test_changes.py",
            f"{CACHE_TESTS}/test_listener.py",
            f"{CACHE_TESTS}/test_starting.py",
        ],
    ),
    MutationTarget([f"{CACHE}/front_caches.py"], [f"{CACHE_TESTS}/test_fronts.py"]),
    MutationTarget(
        [
            f"{CACHE}/wsgi_middleware.py",
            f"{CACHE}/cached_pages.py",
            f"{CACHE}/joined_bodies.py",
            f"{CACHE}/rendering.py",
            f"{CACHE}/single_flight.py",
            f"{CACHE}/esi.py",
        ],
        [
            f"{CACHE_TESTS}/test_fragments.py",
            f"{CACHE_TESTS}/test_keeping.py",
            f"{CACHE_TESTS}/test_layer.py",
            f"{CACHE_TESTS}/test_pages.py",
        ],
    ),
    MutationTarget(
        [f"{CACHE}/recording.py", f"{CACHE}/store.py"],
        [f"{CACHE_TESTS}/test_keeping.py", f"{CACHE_TESTS}/test_recording.py"],
    ),
    MutationTarget(
        [f"{CACHE}/apps.py", f"{CACHE}/models.py", f"{CACHE}/signal_handlers.py"],
        [f"{CACHE_TESTS}/test_documents.py", f"{CACHE_TESTS}/test_freshness.py"],
    ),
    MutationTarget(
        ["accounts/forms.py", "accounts/tasks.py"], ["tests/accounts/test_password_reset.py"]
    ),
]


class Excuse(NamedTuple):
    """A mutant that no test needs to kill, or all mutants of a line."""

    path: str
    line: str  # without indentation
    reason: str
    change: str = ""  # a part of the mutant's description; empty: every mutant


QUERYSETS = "news/querysets.py"
ON_POSTGRESQL = "runs on PostgreSQL: `scripts/with-postgresql make test`"
NOT_NEEDED = "spares the database work, and finds the same"
IN_PROCESSES = "what the thread of a server does is tried on servers: `test_many_processes.py`"
SIZES = "how small it gets is a matter of time"

EXCUSED = [
    Excuse(QUERYSETS, "super().__init__(rows.annotate(**columns).values(*columns))", NOT_NEEDED,
           "→  rows.annotate(**columns)"),
    Excuse(QUERYSETS, "return self.as_sql(compiler, connection, template, **context)",
           "no caller of Django's gives any", "→  self.as_sql(compiler, connection, template)"),
    Excuse(QUERYSETS,
           'return related_model(self.model, "section").objects.filter(condition).values("pk")',
           "a subquery of `__in` selects the primary key by default", "→  related_model"),
    Excuse(QUERYSETS, "visible = Q(pk__in=[])", "nothing is added to nothing"),
    *(
        Excuse(f"{CACHE}/{module}.py", line, IN_PROCESSES)
        for module, line in [
            ("listener", "while True:"),
            ("listener", "self.poll()"),
            ("listener", "self.fail(error)"),
            ("listener", "connection.close()  # the next one may work"),
            ("listener", "sleep(POLL_SECONDS)"),
            ("front_caches", "while True:"),
            ("front_caches", "sleep(FLUSH_INTERVAL_SECONDS)"),
            ("front_caches", "self.flush(monotonic())"),
        ]
    ),
    *(
        Excuse(f"{CACHE}/content_encoding.py", line, SIZES)
        for line in [
            '"br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=5),',
            '"gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),',
            '"br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=1),',
            '"gzip": lambda body: gzip.compress(body, compresslevel=1, mtime=0),',
        ]
    ),
    Excuse("accounts/tasks.py",
           'form.save(domain_override="-", subject_template_name=subject, '
           'email_template_name=text)',
           NOT_NEEDED, "→  ''"),
    Excuse("accounts/tasks.py",
           'form.save(domain_override="-", subject_template_name=subject, '
           'email_template_name=text)',
           NOT_NEEDED, "→  form.save(subject"),
    Excuse("comments/posting.py", 'parent.refresh_from_db(fields=["state"])', NOT_NEEDED,
           "→  parent.refresh_from_db()"),
    Excuse("comments/selectors.py",
           'return Follower.objects.filter(following(comments, story)).order_by().values_list("pk")'
           '[:1]',
           NOT_NEEDED, "1  →  2"),
    Excuse("readership/ranking.py", "good_until, found = cached or (0, {})", "both are long ago",
           "0  →  1"),
    Excuse("readership/ranking.py",
           'is_first = cache.add(f"{window.name}:made", value=True, timeout=REFRESH_LOCK_SECONDS)',
           "the value is not read", "True  →  False"),
    Excuse("search/story_filters.py", "if not slug or not SLUG_PATTERN.fullmatch(slug):",
           ON_POSTGRESQL, "→  not slug"),
    Excuse("search/story_filters.py", "return None", "nothing has no slug", "statement deleted"),
]  # fmt: skip

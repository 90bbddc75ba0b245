"""Internals of the smaller packages."""

from byline.internals.entry import Internal

OTHERS = (
    Internal(
        "psycopg.connection",
        ("cursor_factory", "prepare_threshold"),
        ("byline.prepared",),
        "Changes how one statement of an open connection is sent: Django sets it for all.",
        "psycopg.Cursor with `prepare=True`.",
    ),
    Internal(
        "django_tasks_db.management.commands.db_worker.Worker",
        ("backend_name", "run", "run_task", "running", "shutdown", "worker_id"),
        ("byline.worker.worker",),
        "Adds scheduled publishing, periodic tasks and a calm shutdown to the worker.",
        "A worker of our own on DBTaskResult: claim(), task_result and the signals.",
    ),
    Internal(
        "django_tasks_db.models.DBTaskResult",
        ("set_failed", "started_at", "worker_ids"),
        ("byline.worker.liveness",),
        "Queues the tasks of killed workers again.",
        "The package's own recovery, should it get one.",
    ),
    Internal(
        "django_tasks_db.models.DBTaskResultQuerySet",
        ("failed", "finished", "ready", "running"),
        (
            "byline.observing.metrics",
            "byline.worker.liveness",
            "byline.worker.scheduled_publishing",
            "byline.worker.worker",
        ),
        "Counts waiting and failed tasks, and deletes old results.",
        "Filter by status.",
    ),
    Internal(
        "modelsearch.backends.database.sqlite.sqlite.SQLiteSearchBackend",
        ("atomic_rebuilder_class", "autocomplete_query_compiler_class", "query_compiler_class"),
        ("search.backends",),
        "Removes syntax of FTS5 from queries, and rebuilds in small transactions.",
        "A backend of our own derived from the class of each database.",
    ),
    Internal(
        "modelsearch.backends.database.sqlite.sqlite",
        ("delete_stale_entries", "entries", "title_norm"),
        ("search.backends",),
        "Rebuilds the index while it is used: entries are replaced, never all deleted.",
        "Rebuild at night with Wagtail's own rebuilder.",
    ),
    Internal(
        "modelsearch.query",
        ("MATCH_NONE", "And", "Or", "subqueries"),
        ("search.backends",),
        "Walks the tree of a query, to limit its words.",
        "Limit the text before it is parsed, in the list views.",
    ),
    Internal(
        "modelsearch.management.commands.rebuild_modelsearch_index",
        ("Command", "group_models_by_index", "update_backend"),
        ("search.management.commands.update_index",),
        "Rebuilds indexes in small transactions: Wagtail's command locks SQLite for minutes.",
        "A command of our own beside Wagtail's.",
    ),
    Internal(
        "django_comments_xtd.models",
        ("publish_or_unpublish_on_pre_save",),
        ("comments.signal_handlers",),
        "Disconnected: it would show hidden replies again.",
        "Connect a handler after it that sets the field back.",
    ),
    Internal(
        "django_comments_xtd.models.XtdComment",
        ("save",),
        ("comments.models.comment",),
        "Skipped by super(XtdComment, self): it would renumber the whole thread.",
        "A comment model derived from django_comments.abstracts.",
    ),
    Internal(
        "environs",
        ("Environment variable",),
        ("byline.startup",),
        "Reads the message of EnvError, to report a wrong setting without its value.",
        "Report the names that EnvError carries, should it get them.",
    ),
    Internal(
        "prometheus_client.multiprocess",
        ("gauge_",),
        ("byline.observing.metrics",),
        "Finds the files of dead processes by their names.",
        "Call mark_process_dead() where the server reports the end of a process.",
    ),
    Internal(
        "willow.plugins.pillow",
        ("PillowImage",),
        ("photos.cleaning",),
        "Wraps the cleaned picture for Wagtail's next operation.",
        "Save the rendition ourselves in generate_rendition_file().",
    ),
)

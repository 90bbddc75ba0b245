"""Processes and threads of `manage.py serve`."""

import os

from environs import validate

from byline.settings.environment import env

# Processes: one for each core, without those for the database and the worker.
WEB_WORKERS = env.int(
    "WEB_WORKERS", min(2, os.cpu_count() or 1), validate=validate.Range(min=1, max=256)
)
# Pages that each renders at once: see `byline.bulkheads`.
WEB_THREADS = env.int("WEB_THREADS", 4, validate=validate.Range(min=1, max=256))
REQUEST_BODY_MAX_BYTES = 1024**2 * env.int(
    "LARGEST_BODY_MEGABYTES", 1024, validate=validate.Range(min=1, max=1024**2)
)

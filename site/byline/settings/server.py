"""How many requests `manage.py serve` answers at once."""

import os

from environs import validate

from byline.settings.environment import env

# Processes: one for each core, but for those that the database and the worker need.
WEB_WORKERS = env.int(
    "WEB_WORKERS", min(2, os.cpu_count() or 1), validate=validate.Range(min=1, max=256)
)
# Threads of each: so many requests are answered while others wait for the database.
WEB_THREADS = env.int("WEB_THREADS", 4, validate=validate.Range(min=1, max=256))

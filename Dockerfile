# syntax=docker/dockerfile:1
# Build the environment apart, so that the image holds no compilers and no caches.
FROM python:3.13-slim AS build
COPY requirements/production.txt /requirements.txt
RUN python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --no-compile --require-hashes -r /requirements.txt \
    && /venv/bin/python -m compileall -q -j 0 /venv
COPY . /app
WORKDIR /app
# The bundled plugins: BYLINE_PLUGINS of the container names those that are used.
RUN pip --python /venv/bin/python install --no-cache-dir --no-deps plugins/*/
# Only for collecting: the real values come from the environment of the container.
RUN SECRET_KEY=only-for-collecting-static-files-xxxxxxxx ALLOWED_HOSTS=localhost SITE_URL=http://localhost \
    DJANGO_SETTINGS_MODULE=byline.settings.base BYLINE_DATA_DIR=/tmp/data BYLINE_STATIC_DIR=/static \
    BYLINE_PLUGINS="$(ls plugins | paste -sd ,)" \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /venv/bin/python -m compileall -q -j 0 /app

FROM python:3.13-slim
# For backup and restore: pg_dump and pg_restore.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data byline && install -d -o byline /data
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app/site:/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=byline.settings.base \
    BYLINE_DATA_DIR=/data \
    BYLINE_STATIC_DIR=/static
USER byline
# Nothing else is written but /tmp: the container's own file system may be read-only.
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# Migrations are a step of their own: docker run … python manage.py migrate
# The worker runs beside the server; where it runs in containers of its own, with
# `manage.py work`, this one gets --no-worker.
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000"]

# Build the environment apart, so that the image holds no compilers and no caches.
FROM python:3.13-slim AS build
COPY requirements/base.txt /requirements.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data byline && install -d -o byline /data /static
COPY --from=build /venv /venv
COPY . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app/site:/app \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=byline.settings.base \
    BYLINE_DATA_DIR=/data \
    BYLINE_STATIC_DIR=/static
USER byline
# Only for collecting: the real values come from the environment of the container.
RUN SECRET_KEY=only-for-collecting-static-files-xxxxxxxx ALLOWED_HOSTS=localhost SITE_URL=http://localhost \
    python manage.py collectstatic --noinput --verbosity 0
VOLUME /data
EXPOSE 8000
# Migrations are a step of their own: docker run … python manage.py migrate
# The worker runs beside the server; where it runs in containers of its own, with
# `manage.py work`, this one gets --no-worker.
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000"]

# One image for the web, the worker, beat and migrations; docker-compose.yml says which is which.
# Needs BuildKit. Nothing of the embedded servers and nothing for development is inside.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.lock /
RUN /venv/bin/pip install --quiet --require-hashes --requirement requirements.lock
COPY . /app
WORKDIR /app
# Collecting static files connects to nothing, but the settings want to know that this is a real site.
RUN DATABASE_URL=postgres://build/build SECRET_KEY=only-to-collect-static-files SITE_URL=https://build.invalid \
    EMAIL_URL=dummymail:// \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /venv/bin/python -m compileall -q /app /venv/lib

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=config.settings
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin longroad
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
# a new volume takes its owner from here
RUN mkdir /files && chown 10001 /files
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "deploy/healthcheck.py"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "20", "config.wsgi:application"]

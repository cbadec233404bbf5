# syntax=docker/dockerfile:1
# The bot in a container. The last stage runs anywhere as a plain user, and is what is built by default;
# the stage `fly` is for Fly.io: it starts as root to take over the volume, and carries Litestream.

FROM python:3.11.17-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
# A house of wheels: every pinned package, as a wheel only (nothing of others' is built here), by its hash.
COPY constraints.txt ./
RUN pip download --quiet --only-binary=:all: --require-hashes --requirement constraints.txt --dest /wheels
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY forecasting forecasting
COPY geodata geodata
COPY migrations migrations
# Only what runs is installed, and only from that house; tests of libraries stay behind.
RUN pip install --quiet --no-index --find-links /wheels --upgrade setuptools \
    && pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /wheels . \
    && python -m venv --without-pip /opt/sermadrid \
    && pip --python /opt/sermadrid/bin/python install --quiet --no-index --find-links /wheels sermadrid \
    && find /opt/sermadrid -type d -name tests -prune -exec rm -rf {} +

FROM python:3.11.17-slim-bookworm AS runtime
RUN groupadd --gid 10001 sermadrid \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /bin/sh sermadrid \
    && install --directory --owner sermadrid --group sermadrid /data
COPY --from=build /opt/sermadrid /opt/sermadrid
RUN ln -s /opt/sermadrid/bin/sermadrid /usr/local/bin/sermadrid
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    SERMADRID_DATA_DIR=/data \
    SERMADRID_HTTP_HOST=0.0.0.0 \
    SERMADRID_HTTP_PORT=8080
WORKDIR /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# The first start trains the demonstration forecast before it listens: some minutes on a small machine.
HEALTHCHECK --interval=30s --timeout=5s --start-period=5m --retries=3 CMD ["sermadrid", "health"]

FROM litestream/litestream:0.5.17 AS litestream

FROM runtime AS fly
COPY --from=litestream /usr/local/bin/litestream /usr/local/bin/litestream
COPY litestream.yml /etc/litestream.yml
COPY --chmod=0755 docker/fly-start.sh /usr/local/bin/fly-start
ENTRYPOINT ["fly-start"]
CMD ["sermadrid", "run"]

FROM runtime AS bot
USER 10001:10001
ENTRYPOINT ["sermadrid"]
CMD ["run"]

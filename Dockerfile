# Two images from one build:
#   docker build --target tools  --tag makerates/tools:local .     the executables
#   docker build --target kestra --tag makerates/kestra:local .    Kestra with the executables and the flows (the default)

# Debian 12, because its glibc is older than that of both images below.
FROM rust:1.95-bookworm AS build
# npm is how justw fetches what it can check by a hash.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends npm && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Before all else justw fetches DuckDB; this layer holds until one of the two files changes.
COPY justw justfile ./
RUN ./justw --summary
COPY . .
# The caches outlive the image, so what they give has to be copied out of them in the same step.
# hadolint ignore=DL3003,SC2046
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target,sharing=locked \
    set -- quota-gate extract-frankfurter extract-exchangerate transform sync-dynamodb && \
    cargo build --release --locked $(printf -- '--package %s ' "$@") && \
    (cd target/release && install -D --target-directory=/out/bin "$@") && \
    install -D --mode=644 --target-directory=/out/lib vendor/duckdb/libduckdb.so

FROM debian:bookworm-slim AS tools
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates libstdc++6 && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --uid 1000 --no-create-home makerates && \
    install --directory --owner=makerates --group=makerates /var/lib/makerates
# The executables look for DuckDB in ../lib.
COPY --from=build /out /usr/local
COPY scripts/pipeline /usr/local/bin/makerates-pipeline
COPY makerates.toml /etc/makerates/makerates.toml
ENV MAKERATES_CONFIG=/etc/makerates/makerates.toml MAKERATES_HOME=/var/lib/makerates
WORKDIR /var/lib/makerates
USER 1000:1000

FROM kestra/kestra:v2.0.0 AS kestra
USER root
# A new volume takes its owner from the folder that it is mounted on: so Kestra needs no root to write to these.
RUN install --directory --owner=kestra --group=kestra /app/data /var/lib/makerates
COPY --from=build /out /usr/local
COPY makerates.toml /etc/makerates/makerates.toml
COPY deploy/kestra/entrypoint.sh /usr/local/bin/makerates-kestra
COPY scripts/kestra /app/makerates/scripts/
COPY kestra /app/makerates/kestra
# Tasks inherit the first two. Of the memory Kestra's heap takes two fifths, not its usual half, because the tasks run beside
# it; a server whose heap is full ends, to be started anew, instead of answering no more.
ENV MAKERATES_CONFIG=/etc/makerates/makerates.toml \
    MAKERATES_HOME=/var/lib/makerates \
    JAVA_OPTS="-XX:+ExitOnOutOfMemoryError -XX:MaxRAMPercentage=40 ${JAVA_OPTS}"
USER kestra
ENTRYPOINT ["makerates-kestra"]
CMD ["server", "standalone"]

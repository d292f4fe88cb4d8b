# Natter and the few files it needs, and nothing else: no shell, no packages.

FROM docker.io/library/rust:1.95-bookworm AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /natter

# What Natter depends on, in a layer of its own that only another Cargo.toml or
# Cargo.lock makes anew; of the bench no more than cargo wants to see. A layer and
# no cache mount: every builder keeps layers, and they can be passed on from one
# machine to the next.
COPY Cargo.toml Cargo.lock ./
COPY .cargo .cargo
COPY bench/Cargo.toml bench/
COPY bundler/Cargo.toml bundler/
COPY migration/Cargo.toml migration/
RUN mkdir src bench/src bundler/src migration/src \
    && touch src/lib.rs bench/src/main.rs bundler/src/lib.rs migration/src/lib.rs \
    && echo 'fn main() {}' > build.rs \
    && cp build.rs src/main.rs \
    && cargo build --release --locked --features jemalloc \
    && cargo clean --release --locked -p natter -p natter-bundler -p natter-migration

COPY build.rs ./
COPY bundler bundler
COPY locales locales
COPY migration migration
COPY src src
COPY static static
COPY templates templates
RUN cargo build --release --locked --features jemalloc

# What goes into the image: the program, the libraries it is linked to, and the
# certificates to know Telegram by.
RUN mkdir -p /data /image/usr/bin /image/etc/ssl/certs \
    && cp target/release/natter /image/usr/bin/ \
    && ldd target/release/natter | grep -o '/lib[^ ]*' | xargs cp --dereference --parents --target-directory=/image \
    && cp --dereference /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/

# For backups of PostgreSQL: the same program beside pg_dump. Only compose.yaml's
# service `tools` asks for it.
FROM docker.io/library/postgres:17-bookworm AS tools
COPY --from=build /natter/target/release/natter /usr/bin/
ENTRYPOINT ["natter"]

FROM scratch
LABEL org.opencontainers.image.title="Natter" \
      org.opencontainers.image.description="A small self-hosted instant messenger" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /image /
COPY --from=build --chown=10001:10001 /data /data

# A number, so that it can be checked that this is not root.
USER 10001:10001
# natter.db and the folder natter-files are made here, unless DATABASE_URL and
# FILES_URL say otherwise. All else may be read-only.
WORKDIR /data
VOLUME /data
ENV PATH=/usr/bin TMPDIR=/data LISTEN_ADDR=0.0.0.0:3000
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["natter", "health"]
ENTRYPOINT ["natter"]

# Build the wheel, and gather those of everything that it needs.
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY migrations migrations
COPY seed seed
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

# Compiled but for what is seldom loaded and large: each start and each `lmapi-mock ready` would do it
# anew, which takes more of a processor than all the rest of them.
# Run it as a user without rights, on a root file system that may be read-only.
# LMAPI_ADMIN_TOKEN has to be given at the start, for it listens beyond the container.
FROM python:3.13-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --no-compile /wheels/*.whl \
    && python -m compileall -q -x '/(phonenumbers|pip)/' \
        "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
    && install --directory --owner=10001 /data
USER 10001
ENV LMAPI_HOST=0.0.0.0 \
    LMAPI_PORT=8080 \
    LMAPI_DATABASE_URL=/data/lmapi-mock.sqlite3 \
    PYTHONDONTWRITEBYTECODE=1
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["lmapi-mock", "ready"]
ENTRYPOINT ["lmapi-mock"]
CMD ["serve"]

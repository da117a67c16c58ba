"""What the endpoint is measured against: a FastAPI route that answers the same bytes, no more."""

from __future__ import annotations

import os
import sys

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response
from servers import say_ready

from lmapi_mock.serving.server import listen
from lmapi_mock.settings import DOCUMENTED_DOOR, read_settings

TEXT = b"SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|-5\n"
HOPPER = b"NOTICE: add_lead ADDED TO HOPPER - 7275551212|6666|1|1\n"
HEADERS = {"cache-control": "no-cache, must-revalidate", "pragma": "no-cache"}

app = FastAPI()


@app.get(DOCUMENTED_DOOR)
async def add_lead(_: Request) -> Response:
    """Answer."""
    return Response(TEXT + HOPPER, media_type="text/html; charset=utf-8", headers=HEADERS)


def main() -> None:
    """Serve, with the settings that `lmapi_mock.serving.server` gives to uvicorn."""
    workers = int(os.environ.get("LMAPI_BENCH_WORKERS", "1"))
    listening = listen(read_settings({"port": sys.argv[1] if sys.argv[1:] else "0"}, {}))
    for _ in range(workers - 1):
        if os.fork() == 0:
            break
    else:
        say_ready(listening.getsockname()[1])
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()

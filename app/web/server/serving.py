"""The server process: how many connections it holds, how it comes back after a failure, and how it stops."""

import resource
import time
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer

from app.config import Config

SILENCE = 10_000
"""Milliseconds after which a connection is closed that sends nothing, or no whole head of a request."""
BACKLOG = 4096
"""Connections that may wait to be accepted."""
CONNECTIONS = 16_384
"""Connections that may be open: a browser keeps six, so that is a lecture hall of 2,700."""
OWN_FILES = 200
"""Files that the server itself has open, roughly: its database, its threads, what it reads."""
STOPPING = 15
"""Seconds that running requests have to be answered once the server is told to stop."""
PAUSES = (1, 2, 5, 10, 30)
"""Seconds before each new try while the worker fails again and again."""
SOUND = 60
"""Seconds after which a server that ran is taken to have been sound."""


def serve(config: Config) -> None:
    """Serve until told to stop. Granian gives up when a worker ends twice within seconds; this begins anew."""
    failures = 0
    while not (server := _server(config)).interrupt_signal:
        began = time.monotonic()
        try:
            server.serve()
        except SystemExit:
            if server.interrupt_signal:
                raise
        if server.interrupt_signal:
            return
        failures = 1 if time.monotonic() - began > SOUND else failures + 1
        time.sleep(PAUSES[min(failures, len(PAUSES)) - 1])


def allow_connections() -> int:
    """Raise the limit on open files as far as this process may; how many connections that allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OWN_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(0, allowed - OWN_FILES)


def _server(config: Config) -> AbstractServer[Any]:
    """Processes with a few threads each (the adapter's); on SQLite, whose writers take turns anyhow, one of them."""
    return Server(
        "app.wsgi:adapter",
        address=config.host,
        port=config.port,
        interface=Interfaces.RSGI,
        workers=config.workers,
        websockets=False,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=SILENCE),
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOPPING,
    )

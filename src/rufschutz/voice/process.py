"""The voice process as the kernel sees it: its limits, its confinement, its signals.

It decides nothing about calls.
"""

from __future__ import annotations

import asyncio
import gc
import resource
import signal
from typing import TYPE_CHECKING

from rufschutz.voice.confinement import confine
from rufschutz.voice.server import VoiceServer

if TYPE_CHECKING:
    from rufschutz.voice.settings import VoiceSettings

FILES = 8_192
"""Open files that a full house needs: two sockets and a journal for each call, and the rest."""


async def serve(settings: VoiceSettings) -> None:
    """Serve until SIGTERM or SIGINT, and on until the last call ends; a second signal ends the calls."""
    server = VoiceServer(settings)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    await server.run()


def allow_files(wanted: int = FILES) -> int:
    """Raise the number of files this process may have open as far as allowed; return what it is now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
        return limit
    return soft


def keep_what_stays() -> None:
    """Take what the start made out of every later collection.

    It stays as long as the process. Left in, it makes each full collection long, which a tick
    waits for, and so rare that what ended calls left in cycles piles up by megabytes.
    """
    gc.collect()
    gc.freeze()


def main(settings: VoiceSettings) -> None:
    """Run the voice process, confined."""
    allow_files()
    logs = (settings.log_directory,) if settings.log_directory else ()
    confine((settings.spool, settings.journals, settings.run, *logs))
    keep_what_stays()
    asyncio.run(serve(settings))

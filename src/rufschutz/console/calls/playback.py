"""Listening to a recording over HTTP.

The record decides, opens the keys and writes down that someone listens before the
first byte; how much went out is written down after the last. The ranges that one player
asks for are one play. While something that callers said waits to be taken over, nothing is
served: it may be a withdrawal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from rufschutz.adapters.clock import Clock
from rufschutz.console import vaultdoor
from rufschutz.console.calls import listening
from rufschutz.console.calls.g711 import Law
from rufschutz.console.calls.sound import answer
from rufschutz.console.calls.wav import Wav
from rufschutz.console.guard import screen
from rufschutz.core.recordings.actions.playing import finish_play, open_recording
from rufschutz.domain.ids import ArtefactId

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from rufschutz.console.viewer import Viewer


@require_GET
@screen(None)
def sound(request: HttpRequest, viewer: Viewer, artefact: str) -> HttpResponseBase:
    """Stream a recording, or the part of it that is asked for."""
    actor, clock = viewer.actor, Clock()
    if not listening.served(clock.now()):
        return HttpResponse(status=503, headers={"Retry-After": "2"})
    name = ArtefactId(artefact)
    play = listening.read(request.GET.get("anhoeren", ""), actor, name)
    tape = open_recording(actor, name, vaultdoor.keys(), vaultdoor.blobs(), clock.now(), play)

    def closed(heard: int) -> None:
        tape.close()
        finish_play(actor, tape.play, heard, clock.now())

    try:
        wav = Wav(Law(tape.codec), tape.length, tape.rate)
    except ValueError:
        closed(0)
        raise
    return answer(request.headers.get("Range"), wav, tape, closed)

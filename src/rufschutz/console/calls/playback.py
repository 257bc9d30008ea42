"""Listening to a recording over HTTP.

The record decides, opens the keys and writes down that someone listens before the
first byte; how much went out is written down after the last. The ranges that one player
asks for are one play. While something that callers said waits to be taken over, nothing is
served: it may be a withdrawal. What a hold or a restriction locks is answered with 423 (RFC 4918).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from rufschutz.adapters.clock import Clock
from rufschutz.console import vaultdoor
from rufschutz.console.calls import listening
from rufschutz.console.calls.g711 import Law
from rufschutz.console.calls.sound import answer
from rufschutz.console.calls.wav import Wav
from rufschutz.console.guard import screen
from rufschutz.core.approvals.errors import NoLeaveError
from rufschutz.core.audit.actions import record_denial
from rufschutz.core.recordings.actions.playing import finish_play, open_recording
from rufschutz.domain.access.decision import AccessDenied, Lock, locked_by
from rufschutz.domain.access.table import CLAIMS
from rufschutz.domain.ids import ArtefactId

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from rufschutz.console.viewer import Viewer


_LOCKED = {
    Lock.RESTRICTION: lazy(
        "Diese Aufnahme ist eingeschränkt (Art. 18 DSGVO): Nur ein Rechtsstreit darf sie öffnen."
    ),
    Lock.HOLD: lazy(
        "Diese Aufnahme liegt im Gesprächssafe: Sie darf nur für den Rechtsstreit geöffnet werden."
    ),
}


_SECOND = lazy("Zur Qualitätssicherung hört hier nur, wem eine zweite Person zugestimmt hat.")


@require_GET
@screen(None)
def sound(request: HttpRequest, viewer: Viewer, artefact: str) -> HttpResponseBase:
    """Stream a recording, or the part of it that is asked for."""
    actor, clock = viewer.actor, Clock()
    if not listening.served(clock.now()):
        return HttpResponse(status=503, headers={"Retry-After": "2"})
    name = ArtefactId(artefact)
    play = listening.read(request.GET.get("anhoeren", ""), actor, name)
    purpose = CLAIMS if request.GET.get("zweck", "") == CLAIMS else None
    doors = vaultdoor.keys(), vaultdoor.blobs()
    try:
        tape = open_recording(actor, name, *doors, clock.now(), play, purpose)
    except NoLeaveError:
        record_denial(actor.tenant, actor.person, "sound", artefact, clock.now())
        return HttpResponse(str(_SECOND), status=403, content_type="text/plain; charset=utf-8")
    except AccessDenied as error:
        if (lock := locked_by(error.decision)) is None:
            raise
        record_denial(actor.tenant, actor.person, "sound", artefact, clock.now())
        return HttpResponse(_LOCKED[lock], status=423, content_type="text/plain; charset=utf-8")

    def closed(heard: int) -> None:
        tape.close()
        finish_play(actor, tape.play, heard, clock.now())

    try:
        wav = Wav(Law(tape.codec), tape.length, tape.rate)
    except ValueError:
        closed(0)
        raise
    return answer(request.headers.get("Range"), wav, tape, closed)

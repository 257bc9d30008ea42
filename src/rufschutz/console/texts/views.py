"""The screen of texts, and the sound of one of them as a line says it now.

Sounds are those of the plan in force: what is heard here is what callers hear, but for what
only a call fills in. They hold nobody's voice and nobody's data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console import vaultdoor
from rufschutz.console.calls.g711 import Law
from rufschutz.console.calls.sound import answer
from rufschutz.console.calls.wav import Wav
from rufschutz.console.guard import screen
from rufschutz.console.language import language
from rufschutz.console.screens import Screen
from rufschutz.console.texts.sheets import sheet
from rufschutz.console.texts.stages import staged
from rufschutz.core.purposes import library
from rufschutz.core.purposes.queries import purpose_names
from rufschutz.core.tenants import queries as tenants

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.purposes.library import TextRow
    from rufschutz.core.tenants.queries import LineCard

RATE = 8_000


class Clips:
    """The octets of a text's sounds, one after the other, as the player asks for them."""

    def __init__(self, octets: bytes) -> None:
        self.octets = octets

    def read(self, offset: int, length: int) -> bytes:
        """Return ``length`` octets from ``offset`` on."""
        return self.octets[offset : offset + length]


@require_safe
@screen(Screen.TEXTS)
def texts(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what a line says, in the order in which it is heard: the line asked for, else the first."""
    rows = [line for line in tenants.lines(viewer.actor.tenant) if line.active]
    line = _chosen(rows, request.GET.get("leitung", ""))
    found = _texts(viewer, line)
    rendered = any(each.clips for row in found for each in row.spoken)
    names = purpose_names(viewer.actor.tenant, language().value)
    named = {str(purpose): words for purpose, words in names.items()}
    shown = [sheet(row, named, rendered=rendered) for row in found]
    values = {
        "lines": [{"id": row.id, "name": row.name, "current": row is line} for row in rows],
        "line": line.id if line else "",
        "late": [text for text in shown if text.overdue],
        "stages": staged(shown),
        "rendered": rendered,
    }
    return render(request, "texts/texts.html", values)


@require_GET
@screen(Screen.TEXTS)
def spoken(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Answer with the sound of one text in one language."""
    line = _chosen(tenants.lines(viewer.actor.tenant), request.GET.get("leitung", ""))
    name, tongue = request.GET.get("text", ""), request.GET.get("sprache", "")
    found = [
        each.clips
        for row in _texts(viewer, line)
        if row.id == name
        for each in row.spoken
        if each.language == tongue and each.clips
    ]
    if not found:
        raise Http404("there is no such sound")
    octets = _octets(found[0])
    wav = Wav(Law.A, len(octets), RATE)
    return answer(request.headers.get("Range"), wav, Clips(octets), lambda _heard: None)


def _texts(viewer: Viewer, line: LineCard | None) -> tuple[TextRow, ...]:
    plans = None if line is None else vaultdoor.plans()
    return library.texts(viewer.actor, Clock().now(), None if line is None else line.id, plans)


def _octets(clips: tuple[str, ...]) -> bytes:
    """Return the sounds in a row; a clip is named by its hash, and the name comes from the plan alone."""
    try:
        return b"".join((vaultdoor.clips() / f"{clip}.alaw").read_bytes() for clip in clips)
    except OSError as error:
        raise Http404("the sound is not here") from error


def _chosen(rows: list[LineCard] | tuple[LineCard, ...], wanted: str) -> LineCard | None:
    return next((row for row in rows if row.id == wanted), next(iter(rows), None))

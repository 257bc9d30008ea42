"""The page of a line (/datenschutz/<line>) and its notice for the waiting room.

Decides the words around what the live policy says; every purpose, kind, period and basis comes
from `core.purposes.notice`. A line that does not answer has no page, and nothing says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rufschutz.core.purposes.errors import NoPolicyError
from rufschutz.core.purposes.notice import Notice, notice_of
from rufschutz.core.tenants.queries import UnknownTenantError
from rufschutz.public import days, qr
from rufschutz.public.page import Frame, part, show
from rufschutz.public.tongue import address, other

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.domain.call.commands import Language


def told(line: str, language: Language) -> Notice:
    """Return what a line's pages tell; raise `Http404` where there is no such line."""
    try:
        return notice_of(line, language)
    except (UnknownTenantError, NoPolicyError) as error:
        raise Http404 from error


@require_safe
def notice(request: HttpRequest, line: str, language: Language) -> HttpResponse:  # noqa: ARG001 - Django's own signature
    """Show what happens with what is said on a line."""
    found = told(line, language)
    values = {
        "notice": found,
        "since": days.day(found.since, found.controller.zone, language),
        "poster_address": address("poster", language, line),
    }
    frame = Frame(address("notice", other(language), line), line, found.controller.short_name, found.writes)
    return show("notice", language, values, frame)


@require_safe
def poster(request: HttpRequest, line: str, language: Language) -> HttpResponse:
    """Show the notice for paper: one A4 page in both languages, with the page's address as QR code."""
    both = [_half(line, each) for each in (language, other(language))]
    found: Notice = told(line, language)
    place = request_origin(request) + address("notice", language, line)
    with translation.override(language.value):
        title = _("QR-Code zu dieser Seite: %(place)s") % {"place": place}
    values = {
        "halves": both,
        "notice": found,
        "place": place,
        "code": mark_safe(qr.drawn(place, title)),  # noqa: S308 - drawn here, its title escaped by segno
        "local": not settings.PUBLIC_ORIGIN and not settings.ORIGIN,
        "back": address("notice", language, line),
    }
    frame = Frame(address("poster", other(language), line), line, found.controller.short_name, found.writes)
    return show("poster", language, values, frame)


def request_origin(request: HttpRequest) -> str:
    """Return where people reach the public pages: as the settings say, else as this request did."""
    said: str = settings.PUBLIC_ORIGIN or settings.ORIGIN
    return said or f"{request.scheme}://{request.get_host()}"


def _half(line: str, language: Language) -> dict[str, str]:
    """Return one language's half of the notice, its words already in that language."""
    words = part("half", language, {"notice": told(line, language)})
    return {"language": language.value, "words": words}

"""The audit log for people: how it stands, its newest checkpoint, what was logged, and looking for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rufschutz.adapters.clock import Clock
from rufschutz.console import dates, vaultdoor
from rufschutz.console.guard import screen
from rufschutz.console.language import language
from rufschutz.console.log import sheets, wanted
from rufschutz.console.log.lines import shown
from rufschutz.console.screens import Screen
from rufschutz.core.audit import proofs, queries
from rufschutz.core.audit.actions import record_access, record_denial
from rufschutz.core.audit.search import search
from rufschutz.core.audit.standing import standing
from rufschutz.core.keys.queries import log_key
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY, TABLE
from rufschutz.domain.audit import verify
from rufschutz.domain.audit.search import SearchError
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import ArtefactId

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.moments import Millis


@require_safe
@screen(Screen.LOG)
def log(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show a page of the log, newest first, or of what was looked for in it."""
    now, chosen = Clock().now(), wanted.given(request.GET)
    values, status = _found(chosen, request, viewer, now) if chosen else (_all(request, viewer, now), 200)
    head = queries.checkpoint(viewer.actor.tenant)
    found = standing(viewer.actor, SECURITY, vaultdoor.log_directory(), now)
    values |= {
        "form": wanted.form(chosen, viewer, now),
        "state": sheets.state(found, viewer, now),
        "checkpoint": head,
        "log_key": str(log_key(viewer.actor.tenant)),
        "log_name": viewer.actor.tenant,
        "checkpoint_at": "" if head is None else dates.day_and_time(head.at, viewer.zone),
        "may_redact": Action.ASK_REDACTION in TABLE[viewer.role],
    }
    return render(request, "log/log.html", values, status=status)


def _all(request: HttpRequest, viewer: Viewer, now: Millis) -> dict[str, object]:
    page = _number(request, "seite") or 1
    seen = queries.log(viewer.actor, SECURITY, vaultdoor.keys(), language(), now, page)
    record_access(viewer.actor, AuditEvent.AUDIT_VIEWED, SECURITY, "", now)
    return {
        "lines": shown(seen.lines, viewer.actor.tenant, viewer.zone),
        "page": seen.page,
        "pages": seen.pages,
        "newer": seen.page - 1 if seen.page > 1 else None,
        "older": seen.page + 1 if seen.page < seen.pages else None,
    }


def _found(
    chosen: dict[str, str], request: HttpRequest, viewer: Viewer, now: Millis
) -> tuple[dict[str, object], int]:
    """Return what was looked for; a page goes on before an entry, so that new ones shift nothing."""
    before = _number(request, "vor")
    try:
        criteria = wanted.criteria(chosen, viewer.zone)
    except SearchError:
        return {"searched": True, "refused": True}, 422
    seen = search(viewer.actor, SECURITY, criteria, vaultdoor.keys(), language(), now, before)
    return {
        "searched": True,
        "lines": shown(seen.lines, viewer.actor.tenant, viewer.zone),
        "before": seen.before,
        "further": before is not None,
    }, 200


def _number(request: HttpRequest, name: str) -> int | None:
    """Return a number of the address, None for none or for what is none."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 16 else None


@require_safe
@screen(None)
def certificate(request: HttpRequest, viewer: Viewer, artefact: str) -> HttpResponse:
    """Hand out the certificate of an erasure as a file."""
    now, name = Clock().now(), ArtefactId(artefact)
    try:
        proof = proofs.certificate(
            viewer.actor, SECURITY, name, vaultdoor.keys(), vaultdoor.log_directory(), now
        )
    except (proofs.NotYetProvenError, proofs.PayloadGoneError) as error:
        record_denial(viewer.actor.tenant, viewer.actor.person, "certificate", artefact, now)
        values = {"reason": str(error), "advice": error.advice}
        return render(request, "log/no_certificate.html", values, status=404)
    record_access(viewer.actor, AuditEvent.CERTIFICATE_EXPORTED, SECURITY, artefact, now)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(name)}"'}
    return HttpResponse(proof, content_type="application/json", headers=headers)


@require_safe
@screen(Screen.LOG)
def proof(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Hand out the proof of one entry as a file: what it said, where it stands, the checkpoint."""
    now, actor, index = Clock().now(), viewer.actor, _number(request, "nr")
    if index is None:
        raise Http404("no such entry")
    try:
        data = proofs.proof(actor, SECURITY, index, vaultdoor.keys(), vaultdoor.log_directory(), now)
    except (proofs.NotYetProvenError, proofs.PayloadGoneError) as error:
        record_denial(actor.tenant, actor.person, "proof", actor.tenant, now)
        values = {"reason": str(error), "advice": error.advice}
        return render(request, "log/no_certificate.html", values, status=404)
    record_access(actor, AuditEvent.PROOF_EXPORTED, SECURITY, "", now)
    headers = {"Content-Disposition": f'attachment; filename="protokoll-{index}.json"'}
    return HttpResponse(data, content_type="application/json", headers=headers)


@require_safe
@screen(Screen.LOG)
def checker(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Hand out the one file that checks proofs and logs without network."""
    del request, viewer
    headers = {"Content-Disposition": 'attachment; filename="verify.py"'}
    return HttpResponse(Path(verify.__file__).read_bytes(), content_type="text/x-python", headers=headers)


def file_name(artefact: ArtefactId) -> str:
    """Return the file name of a certificate of erasure, in the language of the page."""
    return _("loeschbestaetigung-%(id)s.json") % {"id": artefact[:12]}

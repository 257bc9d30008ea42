"""The audit log for people: the newest checkpoint, and what was logged."""

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
from rufschutz.console.log.lines import shown
from rufschutz.console.screens import Screen
from rufschutz.core.audit import proofs, queries
from rufschutz.core.audit.actions import record_access, record_denial
from rufschutz.core.keys.queries import log_key
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit import verify
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import ArtefactId

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rufschutz.console.viewer import Viewer


@require_safe
@screen(Screen.LOG)
def log(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show a page of the log, newest first."""
    now, wanted = Clock().now(), request.GET.get("seite", "1")
    page = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 1
    seen = queries.log(viewer.actor, SECURITY, vaultdoor.keys(), language(), now, page)
    record_access(viewer.actor, AuditEvent.AUDIT_VIEWED, SECURITY, "", now)
    head = queries.checkpoint(viewer.actor.tenant)
    values = {
        "lines": shown(seen.lines, viewer.actor.tenant, viewer.zone),
        "total": seen.total,
        "page": seen.page,
        "pages": seen.pages,
        "newer": seen.page - 1 if seen.page > 1 else None,
        "older": seen.page + 1 if seen.page < seen.pages else None,
        "checkpoint": head,
        "log_key": str(log_key(viewer.actor.tenant)),
        "log_name": viewer.actor.tenant,
        "checkpoint_at": "" if head is None else dates.day_and_time(head.at, viewer.zone),
    }
    return render(request, "log/log.html", values)


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
    now, actor, wanted = Clock().now(), viewer.actor, request.GET.get("nr", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 16):
        raise Http404("no such entry")
    index = int(wanted)
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

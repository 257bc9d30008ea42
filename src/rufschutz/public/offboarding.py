"""What is left of a controller that went: the printable proof, its JSON, and the file that checks it.

The address carries a random id that the owner was told; accounts are gone, so no sign-in can be asked
for. Nothing here names a person: ids whose owners are deleted, counts, hashes. Before the end the page
says how far it is.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rufschutz.core.offboarding.queries import Progress, State, by_id
from rufschutz.domain.audit import verify
from rufschutz.domain.moments import Millis
from rufschutz.public import days
from rufschutz.public.page import Frame, show
from rufschutz.public.tongue import address, other

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rufschutz.domain.call.commands import Language

ZONE: Final = "UTC"
BY_TIME: Final = "core"


@require_safe
def proof(request: HttpRequest, name: str, language: Language) -> HttpResponse:  # noqa: ARG001 - Django's own signature
    """Show the proof that everything of a controller is destroyed, or how far it is."""
    found = _found(name)
    with translation.override(language.value):
        values = {"done": found.state is State.FINISHED, "begun": _moment(found.begun_at, language)}
        if found.certificate:
            values |= _told(found, language)
    values |= {
        "json_address": address("offboarding_json", language, name),
        "checker_address": address("offboarding_checker", language, name),
    }
    return show("offboarding", language, values, Frame(address("offboarding_proof", other(language), name)))


@require_safe
def as_json(request: HttpRequest, name: str, language: Language) -> HttpResponse:  # noqa: ARG001 - Django's own signature
    """Hand out the proof as canonical JSON; 404 before the end."""
    found = _found(name)
    if not found.certificate:
        raise Http404("not yet")
    headers = {"Content-Disposition": 'attachment; filename="nachweis.json"'}
    return HttpResponse(found.certificate, content_type="application/json", headers=headers)


@require_safe
def checker(request: HttpRequest, name: str, language: Language) -> HttpResponse:  # noqa: ARG001 - Django's own signature
    """Hand out the one file that checks the proof without network."""
    _found(name)
    headers = {"Content-Disposition": 'attachment; filename="verify.py"'}
    return HttpResponse(Path(verify.__file__).read_bytes(), content_type="text/x-python", headers=headers)


def _found(name: str) -> Progress:
    found = by_id(name) if len(name) == 32 else None
    if found is None:
        raise Http404("no such proof")
    return found


def _told(found: Progress, language: Language) -> dict[str, object]:
    """Return what the last entry of the log says, in plain words."""
    log = json.loads(found.certificate)["log"]
    said = json.loads(log["payload"])
    details = dict(said["details"])
    people: list[str] = details.get("approvals", [])
    returned = details.get("returned_by", "")
    return {
        "tenant": found.tenant,
        "hash": hashlib.sha256(found.certificate.encode()).hexdigest(),
        "manifest": details.get("manifest", ""),
        "finished": _moment(found.finished_at, language),
        "returned": _moment(details.get("returned_at"), language),
        "returned_by": _("niemand; dreißig Tage nach der Mitnahme ging es weiter")
        if returned == BY_TIME
        else returned,
        "asked": people[0] if people else "",
        "approved": people[1:],
        "keys": details.get("keys_destroyed", ()),
        "rows": _rows(found),
        "entry": log["index"],
        "origin": log["checkpoint"].split("\n")[0],
        "log_key": found.log_key,
    }


def _rows(found: Progress) -> list[tuple[str, str, int]]:
    """Return what was destroyed: in words where there are some, its name in the record, how many."""
    words = {
        "vault": _("Schlüssel und Umschläge"),
        "calls.call": _("Anrufe"),
        "recordings.recording": _("Aufnahmen"),
        "consent.consentevent": _("Ereignisse von Einwilligungen"),
        "matters.matter": _("Anliegen"),
        "accounts.membership": _("Mitgliedschaften"),
        "tenants.line": _("Leitungen"),
        "plans": _("Anrufpläne"),
    }
    rows = ((words.get(name, ""), name, count) for name, count in found.counts.items() if count)
    return sorted(rows, key=lambda row: (not row[0], row[1]))


def _moment(at: int | None, language: Language) -> str:
    return "" if at is None else f"{days.day_and_time(Millis(at), ZONE, language)} (UTC)"

"""A request in writing (/anliegen/<line>): the way to the same result without a recording and without a call.

Decides nothing about the request: it parses, calls one action, shows what was stored and until
when. It works without a script, sets no cookie, and puts nothing that was typed into an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rufschutz.adapters.clock import Clock
from rufschutz.core.matters import actions as matters
from rufschutz.core.matters.actions import MatterGone
from rufschutz.core.purposes.queries import rules
from rufschutz.core.retention.actions.retraction import retract
from rufschutz.core.setup import opened
from rufschutz.domain.ids import FactId
from rufschutz.public import days, enquiryform, formtoken
from rufschutz.public.enquiryform import TRAP, EnquiryForm
from rufschutz.public.notice import told
from rufschutz.public.origin import address_of
from rufschutz.public.page import Frame, show
from rufschutz.public.tongue import address, other

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.core.matters.queries import MatterView
    from rufschutz.core.purposes.notice import Notice
    from rufschutz.domain.call.commands import Language

FORM: Final = "enquiry"
TICKET: Final = "retraction"


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest, line: str, language: Language) -> HttpResponse:
    """Show the form; sent, store the request and say so."""
    found = _open(line, language)
    if request.method != "POST":
        return _form(found, language, EnquiryForm())
    with translation.override(language.value):
        form = enquiryform.read(request.POST.dict(), [name for name, _words in found.reasons])
        token = _told_once(request, line)
        if not token:
            form.faults["form"] = _("Das Formular war zu lange offen. Bitte senden Sie es noch einmal ab.")
    if form.faults:
        return _form(found, language, form, status=400)
    if not matters.may_send(opened.keys(), found.line.id, address_of(request), Clock().now()):
        return _form(found, language, form, status=429, often=True)
    try:
        stored = _store(found, form.named(token), form)
    except MatterGone:
        with translation.override(language.value):
            form.faults["form"] = _(
                "Dieses Anliegen ist schon gelöscht. Wenn es doch gilt, senden Sie es noch einmal ab."
            )
        return _form(found, language, form, status=409)
    return _stored(found, language, form, stored)


def _open(line: str, language: Language) -> Notice:
    """Return what a line tells; raise `Http404` where a request in writing is no way of its policy."""
    found = told(line, language)
    if not found.writes:
        raise Http404
    return found


@require_POST
def retraction(request: HttpRequest, line: str, language: Language) -> HttpResponse:
    """Delete a request that was just sent, for who holds its ticket; what is gone already is gone."""
    found = told(line, language)
    ticket = request.POST.get(formtoken.FIELD, "")
    name = formtoken.read(ticket, f"{TICKET}:{line}", Clock().now())
    if not name or not formtoken.from_our_pages(request):
        return show("enquiry_gone", language, {"late": True}, _frame(found, language), 400)
    retract(found.controller.id, FactId(name), opened.place(), Clock().now())
    return show("enquiry_gone", language, {"late": False}, _frame(found, language))


def _told_once(request: HttpRequest, line: str) -> str:
    """Return the id that this form was handed out with; '' if it is not ours."""
    token = request.POST.get(formtoken.FIELD, "")
    name = formtoken.read(token, f"{FORM}:{line}", Clock().now())
    return name if formtoken.from_our_pages(request) else ""


def _store(found: Notice, name: FactId, form: EnquiryForm) -> MatterView:
    tenant = found.controller.id
    return matters.receive(
        tenant, found.line.id, name, form.written(), opened.keys(), rules(tenant), Clock().now()
    )


def _form(
    found: Notice, language: Language, form: EnquiryForm, status: int = 200, *, often: bool = False
) -> HttpResponse:
    line = found.line.user_part
    values = {
        "notice": found,
        "form": form,
        "often": often,
        "token": formtoken.offered(f"{FORM}:{line}", Clock().now()),
        "field": formtoken.FIELD,
        "trap": TRAP,
        "limits": enquiryform,
        "periods": _periods(found),
        "recipients": sorted({each for purpose in found.unasked for each in purpose.recipients}),
    }
    return show("enquiry", language, values, _frame(found, language), status)


def _stored(found: Notice, language: Language, form: EnquiryForm, stored: MatterView) -> HttpResponse:
    zone, line = found.controller.zone, found.line.user_part
    until, contact_until = (
        "" if due is None else days.last_day(due, zone, language)
        for due in (stored.due_at, stored.number_due_at)
    )
    values = {
        "form": form,
        "reason": dict(found.reasons).get(form.reason, ""),
        "until": until,
        "contact_until": contact_until,
        "ticket": formtoken.offered(f"{TICKET}:{line}", Clock().now(), stored.id),
        "field": formtoken.FIELD,
        "retraction": address("retraction", language, line),
        "dpo": found.controller.officer,
    }
    return show("enquiry_stored", language, values, _frame(found, language))


def _periods(found: Notice) -> dict[str, str]:
    return {kept.kind: kept.period for purpose in found.purposes for kept in purpose.kinds}


def _frame(found: Notice, language: Language) -> Frame:
    line = found.line.user_part
    return Frame(address("enquiry", other(language), line), line, found.controller.short_name, found.writes)

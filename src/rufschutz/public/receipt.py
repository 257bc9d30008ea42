"""The page of a receipt (/beleg): what is stored of a call, until when, and taking it back.

Decides nothing about codes: `core.consent.receipts` counts every try and gives one answer for
wrong, unknown and exhausted, after the same work. What is typed travels in the body of a post,
never in an address. The steps after a right code carry a ticket in place of the code, signed when
the code was typed and never anew; there is no cookie and no session. The page works on a host that
names nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rufschutz.adapters.clock import Clock
from rufschutz.core.approvals.errors import ProposalError
from rufschutz.core.audit.access import NotFound
from rufschutz.core.audit.proofs import NotYetProvenError, PayloadGoneError, certificate_of
from rufschutz.core.consent import receipts
from rufschutz.core.consent.receipts import Found, SecondStepError
from rufschutz.core.holds.errors import StillRunningError
from rufschutz.core.purposes.queries import rules
from rufschutz.core.retention.actions.requested import enter_erasure_alone
from rufschutz.core.retention.ordered import NotOverError
from rufschutz.core.retention.queries import erasure_standing
from rufschutz.core.setup import opened
from rufschutz.core.tenants.queries import controller
from rufschutz.domain.consent.withdrawal import CallStillRunning
from rufschutz.domain.ids import ArtefactId, CallId, LineId, PurposeId, TenantId
from rufschutz.domain.moments import SECOND, Millis
from rufschutz.public import days, formtoken, receiptform
from rufschutz.public.origin import address_of
from rufschutz.public.page import Frame, show
from rufschutz.public.receiptform import ReceiptForm
from rufschutz.public.receiptpage import receipt_page
from rufschutz.public.tongue import address, other

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rufschutz.domain.call.commands import Language

FORM: Final = "receipt"
TICKET: Final = "receipt ticket"
OPEN_FOR: Final = 900 * SECOND
"""How long (ms) a receipt stays open after its code was typed, whatever is done meanwhile.

Long enough to read it, short enough for a borrowed screen.
"""


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the form; with code and second factor, the receipt, or that it did not fit."""
    if request.method != "POST":
        return _form(language, ReceiptForm())
    now = Clock().now()
    with translation.override(language.value):
        form = receiptform.read(request.POST.dict())
        if not _ours(request, FORM, now, formtoken.LIVES):
            form.faults["form"] = _("Das Formular war zu lange offen. Bitte senden Sie es noch einmal ab.")
    if form.faults:
        return _form(language, form, status=400)
    origin = address_of(request)
    found = receipts.find(opened.keys(), form.code, form.second(), now, origin, form.tenant())
    if not isinstance(found, Found):
        return _form(language, form, status=403, unfit=True)
    return _page(found, language, ticket_of(found, now))


@require_POST
def again(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the receipt once more, as it is now."""
    found = _opened(request, Clock().now())
    return _late(language) if found is None else _page(found, language, _ticket(request))


@require_POST
def withdrawal(request: HttpRequest, language: Language) -> HttpResponse:
    """Take back the consent for one purpose, in this one step."""
    now = Clock().now()
    found = _opened(request, now)
    if found is None:
        return _late(language)
    purpose = PurposeId(request.POST.get("purpose", ""))
    try:
        done = receipts.withdraw(found, {purpose}, opened.keys(), opened.place(), now)
    except CallStillRunning:
        return _page(found, language, _ticket(request), "running")
    return _page(found, language, _ticket(request), "withdrawn" if done.entered else "nothing")


@require_POST
def erasure(request: HttpRequest, language: Language) -> HttpResponse:
    """Ask once more before the recording is deleted; confirmed, delete it."""
    now = Clock().now()
    found = _opened(request, now)
    if found is None:
        return _late(language)
    step = request.POST.get("step", "")
    if not step:
        return _confirmation(found, language, _ticket(request), now)
    try:
        receipts.erase_recording(found, step, opened.keys(), opened.place(), now)
    except SecondStepError:
        return _confirmation(found, language, _ticket(request), now)
    except CallStillRunning:
        return _page(found, language, _ticket(request), "running")
    return _page(found, language, _ticket(request), "erased")


@require_POST
def request(request: HttpRequest, language: Language) -> HttpResponse:
    """Have the whole call erased: locked at once, gone after 72 hours; or say what stands against it."""
    now = Clock().now()
    found = _opened(request, now)
    if found is None:
        return _late(language)
    try:
        done = enter_erasure_alone(found.tenant, found.call, opened.keys(), now)
    except StillRunningError:
        return _page(found, language, _ticket(request), "running")
    except (NotFound, NotOverError, ProposalError):
        return _page(found, language, _ticket(request))
    return _page(found, language, _ticket(request), f"asked_{done.answer.answer.value}")


@require_POST
def certificate(request: HttpRequest, language: Language) -> HttpResponse:
    """Hand out the proof of a deletion that the receipt shows."""
    now = Clock().now()
    found = _opened(request, now)
    if found is None:
        return _late(language)
    wanted = ArtefactId(request.POST.get("artefact", ""))
    try:
        shown = receipts.show(found, rules(found.tenant))
        if not any(thing.id == wanted and thing.proven for thing in shown.things):
            return _page(found, language, _ticket(request), "unproven")
        proof = certificate_of(found.tenant, wanted, opened.keys(), opened.log_directory())
    except NotFound:
        return _late(language)
    except (NotYetProvenError, PayloadGoneError):
        return _page(found, language, _ticket(request), "unproven")
    name = f"loeschbestaetigung-{wanted[:8]}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(proof, content_type="application/json", headers=headers)


def ticket_of(found: Found, now: Millis) -> str:
    """Return what stands for a right code for a while; it holds opaque ids only."""
    content = ":".join((found.receipt, found.tenant, found.call, found.line, str(found.issued_at)))
    return formtoken.offered(TICKET, now, content)


def _opened(request: HttpRequest, now: Millis) -> Found | None:
    ids = _ours(request, TICKET, now, OPEN_FOR).split(":")
    if len(ids) != 5:
        return None
    name, tenant, call, line, issued = ids
    return Found(ArtefactId(name), TenantId(tenant), CallId(call), LineId(line), Millis(int(issued)))


def _ours(request: HttpRequest, form: str, now: Millis, lives: int) -> str:
    """Return what the form's token holds; '' where the post is not from our own fresh page."""
    if not formtoken.from_our_pages(request):
        return ""
    return formtoken.read(_ticket(request), form, now, lives)


def _ticket(request: HttpRequest) -> str:
    return request.POST.get(formtoken.FIELD, "")


def _form(language: Language, form: ReceiptForm, status: int = 200, *, unfit: bool = False) -> HttpResponse:
    values = {
        "form": form,
        "unfit": unfit,
        "token": formtoken.offered(FORM, Clock().now()),
        "field": formtoken.FIELD,
    }
    return show("receipt", language, values, _frame(language), status)


def _page(found: Found, language: Language, ticket: str, done: str = "") -> HttpResponse:
    try:
        view = receipts.show(found, rules(found.tenant))
    except NotFound:
        return _late(language)
    with translation.override(language.value):
        page = receipt_page(view, controller(found.tenant), language)
    values = {
        "page": page,
        "done": done,
        "ticket": ticket,
        "field": formtoken.FIELD,
        "withdrawal": address("withdraw_by_receipt", language),
        "erasure": address("erase_by_receipt", language),
        "whole": address("request_by_receipt", language),
        "standing": _standing(found, language),
        "certificate": address("receipt_certificate", language),
    }
    return show("receipt_open", language, values, _frame(language))


def _standing(found: Found, language: Language) -> tuple[str, str]:
    """Return where an erasure of the whole call stands: its state ('' for none), and when it is gone."""
    standing = erasure_standing(found.tenant, found.call)
    if standing is None:
        return "", ""
    zone = controller(found.tenant).zone
    return standing.state, "" if standing.at is None else days.day_and_time(standing.at, zone, language)


def _confirmation(found: Found, language: Language, ticket: str, now: Millis) -> HttpResponse:
    values = {
        "step": receipts.second_step(found, opened.keys(), now),
        "ticket": ticket,
        "field": formtoken.FIELD,
        "erasure": address("erase_by_receipt", language),
        "again": address("receipt_again", language),
    }
    return show("receipt_erase", language, values, _frame(language))


def _late(language: Language) -> HttpResponse:
    """Say that the page was open for too long, or that the receipt has ended: one answer."""
    return show("receipt_late", language, {}, _frame(language), 403)


def _frame(language: Language) -> Frame:
    return Frame(address("receipt", other(language)))

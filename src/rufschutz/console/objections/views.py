"""The screen of objections: entered for a number, ended with a reason, confirmed every two years.

The number travels in the body of a request alone: never in an address, a log, a list or a session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from rufschutz.adapters.clock import Clock
from rufschutz.console import vaultdoor
from rufschutz.console.consents.words import WISHES
from rufschutz.console.guard import screen
from rufschutz.console.objections import words
from rufschutz.console.objections.sheets import row
from rufschutz.console.screens import Screen
from rufschutz.core.consent import preferences
from rufschutz.core.consent.actions import preferences as wishes
from rufschutz.core.purposes.queries import rules
from rufschutz.domain.call.facts import Preference
from rufschutz.domain.consent.ending import WishEnding
from rufschutz.domain.numbers import e164

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.duedates import Rules
    from rufschutz.domain.moments import Millis


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@screen(Screen.OBJECTIONS)
def objections(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the wishes in force; asked by POST, enter, end or confirm, and show them as they are then."""
    now, kept = Clock().now(), rules(viewer.actor.tenant)
    told = _do(request, viewer, kept, now) if request.method == "POST" else {}
    wanted = request.GET.get("seite", "1")
    page = preferences.wishes(
        viewer.actor, kept, now, int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 1
    )
    values = {
        "rows": [row(wish, now, viewer.zone) for wish in page.wishes],
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
        "newer": page.page - 1 if page.page > 1 else None,
        "older": page.page + 1 if page.page < page.pages else None,
        "wishes": [(each.value, str(WISHES[each])) for each in _offered(kept)],
        "endings": [(each.value, str(name)) for each, name in words.ENDINGS.items()],
        "advertises": Preference.NO_ADVERTISING in _offered(kept),
        **told,
    }
    return render(request, "objections/objections.html", values, status=422 if "refusals" in told else 200)


def _do(request: HttpRequest, viewer: Viewer, kept: Rules, now: Millis) -> dict[str, object]:
    """Do what was clicked and return what to say of it."""
    form, act = request.POST, request.POST.get("act", "")
    if act == "review":
        return {"done": _reviewed(wishes.review(viewer.actor, kept, now))}
    number = e164(form.get("number", ""))
    wish = next((each for each in _offered(kept) if each.value == form.get("wish", "")), None)
    why = next((each for each in WishEnding if each.value == form.get("why", "")), None)
    refusals = []
    if number is None:
        refusals.append(_("Das ist keine vollständige Telefonnummer, zum Beispiel 030 23125000."))
    if wish is None:
        refusals.append(_("Bitte wählen Sie, worum es geht."))
    if act == "end" and why is None:
        refusals.append(_("Bitte wählen Sie, warum er endet."))
    if number is None or wish is None or (act == "end" and why is None):
        return {
            "refusals": refusals,
            "typed": form.get("number", ""),
            "chosen": form.get("wish", ""),
            "act": act,
        }
    if act == "end" and why is not None:
        found = wishes.end_by_staff(viewer.actor, wish, number, vaultdoor.keys(), now, why)
        return {"done": _("Beendet. Ab dem nächsten Anruf gilt er nicht mehr.")} if found else _nothing(act)
    fresh = wishes.set_by_staff(viewer.actor, wish, number, vaultdoor.keys(), kept, now)
    return {"done": _entered() if fresh else _("Er war schon eingetragen; seine Zeit beginnt von vorn.")}


def _offered(kept: Rules) -> list[Preference]:
    """Return the wishes that this profile keeps."""
    return [each for each in Preference if kept.policy.has(wishes.KINDS[each])]


def _entered() -> str:
    return _("Eingetragen. Er gilt ab dem nächsten Anruf.")


def _nothing(act: str) -> dict[str, object]:
    return {"refusals": [_("Zu dieser Nummer ist nichts dergleichen eingetragen.")], "act": act}


def _reviewed(count: int) -> str:
    if not count:
        return _("Es gibt keinen Widerspruch gegen Werbung.")
    told = ngettext("Ein Widerspruch ist bestätigt.", "%(count)d Widersprüche sind bestätigt.", count)
    return told % {"count": count}

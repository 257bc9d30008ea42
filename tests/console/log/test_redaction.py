"""Asking that entries' words are erased: shown before it is asked, by two persons, never alone."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest
from console_stage import TENANT
from django.utils.html import strip_tags

from rufschutz.core.accounts.models import Role
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit.models import LogEntry
from rufschutz.core.base import tenant_scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage
    from django.http import HttpResponse
    from django.test import Client

PAGE = "/protokoll/schwaerzung"
ASKED = {"nr": "0", "why": "mistake", "reason": "Im Feld stand ein Name."}


def words(answer: HttpResponse) -> str:
    return " ".join(unescape(strip_tags(answer.content.decode())).split())


@pytest.mark.parametrize("role", list(Role))
def test_only_the_owner_asks(signed_in: Callable[[Role], Client], role: Role) -> None:
    browser = signed_in(role)
    assert browser.get(PAGE).status_code == (200 if role is Role.OWNER else 403)
    assert browser.post(PAGE, ASKED).status_code == (422 if role is Role.OWNER else 403)


def test_the_entries_are_shown_and_then_asked_for(
    signed_in: Callable[[Role], Client], message: str, stage: Stage
) -> None:
    stage.log()
    browser = signed_in(Role.OWNER)
    assert PAGE in browser.get("/protokoll/").content.decode()
    seen = words(browser.get(f"{PAGE}?nr=0-1"))
    with tenant_scope(TENANT):
        assert LogEntry.objects.filter(index__in=[0, 1]).count() == 2
        about = LogEntry.objects.exclude(event__startswith="log:").order_by("index")[0].index
    assert "Um Freigabe bitten" in seen
    answer = browser.post(PAGE, {**ASKED, "nr": str(about)}, follow=True)
    told = words(answer)
    assert answer.redirect_chain, told
    assert "Schwärzung im Protokoll" in told
    assert "Der Inhalt von 1 Eintrag soll vor seiner Frist gelöscht werden." in told
    assert "Es ist irrtümlich hineingeraten" in told
    assert f"Eintrag {about}" in told
    with tenant_scope(TENANT):
        assert Proposal.objects.get().reason == "Im Feld stand ein Name."
        assert LogEntry.objects.get(index=about).payload is not None, "nothing goes before the second word"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"nr": "neun"}, "Nennen Sie Einträge mit ihrer Nummer"),
        ({"nr": "99999"}, "Einen Eintrag gibt es nicht"),
        ({"why": ""}, "Nichts wurde geändert"),
        ({"reason": ""}, "Nichts wurde geändert"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    signed_in: Callable[[Role], Client], message: str, stage: Stage, wrong: dict[str, str], said: str
) -> None:
    stage.log()
    answer = signed_in(Role.OWNER).post(PAGE, {**ASKED, **wrong})
    assert (answer.status_code, said in words(answer)) == (422, True), words(answer)

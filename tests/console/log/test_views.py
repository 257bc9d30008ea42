"""The log for those who watch, and certificates for those who may read them."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from console_stage import TENANT
from django.utils.html import strip_tags

from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.queries import log_key
from rufschutz.core.recordings.models import Recording
from rufschutz.domain.audit import verify
from rufschutz.domain.audit.verify import verify_proof

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage
    from django.test import Client

READS_LOG = {Role.OWNER, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_the_log(signed_in: Callable[[Role], Client], role: Role) -> None:
    assert signed_in(role).get("/protokoll/").status_code == (200 if role in READS_LOG else 403)


def test_the_log_tells_what_happened_and_who_did_it(
    signed_in: Callable[[Role], Client], message: str, stage: Stage
) -> None:
    browser = signed_in(Role.OWNER)
    browser.get(f"/anrufe/{message}/")
    stage.log()
    page = browser.get("/protokoll/").content.decode()
    assert "Ein Anruf wurde angesehen." in page
    assert "Leitung der Praxis" in page
    assert "Ein Anruf wurde angenommen." in page
    assert "Annahme" in page
    assert "Neuester Prüfpunkt" in page
    assert f"{TENANT}" in page, "the checkpoint's text names its log"
    assert f"verify --log log/{TENANT} --since pruefpunkt.txt --key {log_key(TENANT)}" in unescape(
        strip_tags(page)
    )


def test_in_english_the_file_to_keep_is_named_in_english(
    signed_in: Callable[[Role], Client], message: str, stage: Stage
) -> None:
    stage.log()
    browser = signed_in(Role.OWNER)
    browser.post("/sprache/", {"language": "en", "next": "/protokoll/"})
    page = unescape(strip_tags(browser.get("/protokoll/").content.decode()))
    assert "pruefpunkt.txt" not in page
    assert "save it as checkpoint.txt" in page
    assert "--since checkpoint.txt" in page


def test_reading_the_log_is_logged(signed_in: Callable[[Role], Client]) -> None:
    signed_in(Role.AUDITOR).get("/protokoll/")
    with tenant_scope(TENANT):
        assert OutboxEntry.objects.order_by("id").last().event == "console:audit:viewed"


def test_an_empty_log_says_so(signed_in: Callable[[Role], Client]) -> None:
    page = signed_in(Role.OWNER).get("/protokoll/").content.decode()
    assert "Noch kein Eintrag" in page
    assert f"{log_key(TENANT)}" in page, "the key can be handed on before there is anything to check"


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_a_certificate(
    signed_in: Callable[[Role], Client], message: str, stage: Stage, role: Role
) -> None:
    from rufschutz.adapters.clock import Clock
    from rufschutz.domain.moments import DAY, Millis

    stage.sweep(Millis(Clock().now() + 8 * DAY))
    with tenant_scope(TENANT):
        tape = Recording.objects.get().id
    answer = signed_in(role).get(f"/aufnahmen/{tape}/loeschbestaetigung.json")
    assert answer.status_code == (200 if role in READS_LOG else 403)


def test_before_a_deletion_there_is_no_certificate(signed_in: Callable[[Role], Client], message: str) -> None:
    with tenant_scope(TENANT):
        tape = Recording.objects.get().id
    answer = signed_in(Role.OWNER).get(f"/aufnahmen/{tape}/loeschbestaetigung.json")
    assert answer.status_code == 404
    assert "Noch keine Löschbestätigung" in answer.content.decode()


def test_the_proof_of_a_line_is_a_file_that_the_one_program_checks(
    signed_in: Callable[[Role], Client], message: str, stage: Stage
) -> None:
    stage.log()
    browser = signed_in(Role.AUDITOR)
    page = browser.get("/protokoll/").content.decode()
    assert '/protokoll/eintrag.json?nr=0"' in page
    answer = browser.get("/protokoll/eintrag.json?nr=0")
    assert answer.status_code == 200, strip_tags(answer.content.decode())[-900:]
    assert verify_proof(json.loads(answer.content), str(log_key(TENANT))) == []
    with tenant_scope(TENANT):
        assert OutboxEntry.objects.order_by("id").last().event == "console:proof:exported"
    assert browser.get("/protokoll/eintrag.json?nr=99999999").status_code == 404
    assert browser.get("/protokoll/eintrag.json?nr=x").status_code == 404
    assert browser.get("/protokoll/verify.py").content == Path(verify.__file__).read_bytes()
    assert signed_in(Role.AGENT).get("/protokoll/eintrag.json?nr=0").status_code == 403


def test_a_search_keeps_its_filters_over_pages_and_is_logged(
    signed_in: Callable[[Role], Client], message: str, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rufschutz.core.audit import search

    monkeypatch.setattr(search, "PAGE", 2)
    stage.log()
    browser = signed_in(Role.AUDITOR)
    page = browser.get("/protokoll/?was=call&wer=&kennung=" + message).content.decode()
    assert '<option value="call" selected>' in page
    assert f'value="{message}"' in page
    assert page.count("/protokoll/eintrag.json?nr=") == 2
    assert "Ältere" in page
    further = unescape(page.split('rel="next"')[0].rpartition('href="')[2].partition('"')[0])
    assert further.startswith(f"?was=call&kennung={message}&vor=")
    second = browser.get("/protokoll/" + further.partition("#")[0]).content.decode()
    assert "Neueste Treffer" in second
    assert '<option value="call" selected>' in second
    with tenant_scope(TENANT):
        last = OutboxEntry.objects.order_by("id").last()
    assert last.event == "console:log:searched"
    assert message not in last.payload


def test_a_search_without_a_hit_and_one_that_cannot_be(signed_in: Callable[[Role], Client]) -> None:
    browser = signed_in(Role.OWNER)
    assert "Kein Treffer" in browser.get("/protokoll/?wer=nobody").content.decode()
    answer = browser.get("/protokoll/?von=2026-05-02&bis=2026-05-01")
    assert (answer.status_code, "So lässt sich nicht suchen" in answer.content.decode()) == (422, True)


def test_the_page_says_whether_the_files_are_what_was_signed(
    signed_in: Callable[[Role], Client], message: str, stage: Stage
) -> None:
    stage.log()
    browser = signed_in(Role.OWNER)
    assert "✔ wie unterschrieben" in browser.get("/protokoll/").content.decode()
    (stage.root / "log" / TENANT / "checkpoint").write_text("x")
    page = browser.get("/protokoll/").content.decode()
    assert "✘ Der veröffentlichte Prüfpunkt ist nicht der unterschriebene." in page
    assert "Was heute gelöscht wird, ist überall unlesbar" in page

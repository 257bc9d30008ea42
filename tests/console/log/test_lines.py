from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.console.log.lines import shown
from rufschutz.core.accounts.models import Role
from rufschutz.core.apikeys.actions import create
from rufschutz.core.audit.queries import TrailLine
from rufschutz.domain.access.request import Actor
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.audit.certificate import Cause
from rufschutz.domain.audit.entry import Detail
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import PersonId, TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import SimpleNamespace

    from rufschutz.core.accounts.models import User

NOBODYS = TenantId("0" * 32)


def line(actor: str, index: int | None = 4) -> TrailLine:
    return TrailLine(index, Millis(1_790_000_000_000), AuditEvent.CALL_VIEWED, "Satz.", actor, "", ())


def test_people_have_names_and_processes_have_words_and_nobody_is_shown_by_an_id(
    account: Callable[..., User], door: SimpleNamespace
) -> None:
    anna = account(Role.OWNER).person_id
    actors = [anna, "retention", "setup", "check", "caller", "receipt", "shell", "0" * 32, ""]
    told = shown([line(actor) for actor in actors], door.tenant, "Europe/Berlin")
    assert [one.who for one in told] == [
        "Leitung der Praxis",
        "Löschlauf",
        "Einrichtung",
        "Prüfung der Einwilligungen",
        "Anrufer",
        "Anrufer, auf der Seite des Belegs",
        "Technik, an der Befehlszeile",
        "jemand, der nicht mehr eingetragen ist",
        "",
    ]


def test_a_program_has_the_name_of_its_key(account: Callable[..., User], door: SimpleNamespace) -> None:
    owner = Actor(PersonId(account(Role.OWNER).person_id), door.tenant, Acting.OWNER, second_factor=True)
    made = create(owner, "Buchungen", ["list_calls"], ["handle_matter"], 30, Clock().now())
    told = shown([line(f"api_key:{made.key.id}"), line("api_key:" + "0" * 32)], door.tenant, "UTC")
    assert [one.who for one in told] == ["Programm „Buchungen“", "ein Programm"]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("recording_matter", "Aufnahme einer Nachricht"),
        ("call_metadata", "Eintrag eines Anrufs"),
        ("callback_number", "Rückrufnummer"),
        ("consent_given", "Einwilligung"),
    ],
)
def test_an_erasure_says_what_is_gone(db: None, kind: str, what: str) -> None:
    erased = replace(
        line("retention"), event=AuditEvent.ARTEFACT_ERASED, details=(Detail("kind", kind), Detail("due", 1))
    )
    (told,) = shown([erased], NOBODYS, "UTC")
    assert told.sentence == f"Gelöscht: {what}. Dass nichts davon übrig ist, wurde nachgelesen."
    (silent,) = shown([replace(erased, details=())], NOBODYS, "UTC")
    assert silent.sentence == "Satz."


@pytest.mark.parametrize(
    ("cause", "who"),
    [
        (Cause.SWEEP, "Löschlauf"),
        (Cause.WITHDRAWAL, "auf Widerruf, sofort"),
        (Cause.REQUEST, "auf Wunsch der Person"),
        (Cause.ORDER, "auf Bitte, mit Freigabe"),
        (Cause.VOICE_BEFORE_STORAGE, "Telefonie, noch im Anruf"),
    ],
)
def test_only_what_a_period_ended_is_called_a_run(db: None, cause: Cause, who: str) -> None:
    erased = replace(
        line("retention"), event=AuditEvent.ARTEFACT_ERASED, details=(Detail("cause", cause.value),)
    )
    (told,) = shown([erased], NOBODYS, "UTC")
    assert told.who == who


def test_the_end_of_a_play_is_named_and_told_by_its_beginning(db: None) -> None:
    begun = replace(line("ingest"), event=AuditEvent.RECORDING_PLAYED, details=(Detail("step", "started"),))
    first, last = shown([begun, replace(begun, details=(Detail("step", "finished"),))], NOBODYS, "UTC")
    assert (first.sentence, first.personal) == ("Satz.", True)
    assert (last.sentence, last.personal) == ("Das Anhören einer Aufnahme endete.", False)


def test_a_line_that_waits_has_no_number_yet(db: None) -> None:
    assert [one.index for one in shown([line("ingest"), line("ingest", None)], NOBODYS, "UTC")] == ["4", ""]

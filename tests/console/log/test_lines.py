from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rufschutz.console.log.lines import shown
from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.queries import TrailLine
from rufschutz.domain.audit.entry import Detail
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.core.accounts.models import User


def line(actor: str, index: int | None = 4) -> TrailLine:
    return TrailLine(index, Millis(1_790_000_000_000), AuditEvent.CALL_VIEWED, "Satz.", actor, "", ())


def test_people_have_names_processes_have_words_and_strangers_stay_ids(account: Callable[..., User]) -> None:
    anna = account(Role.OWNER).person_id
    told = shown([line(anna), line("retention"), line("setup"), line("0" * 32), line("")], "Europe/Berlin")
    assert [one.who for one in told] == ["Leitung der Praxis", "Löschlauf", "Einrichtung", "0" * 32, ""]


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
    (told,) = shown([erased], "UTC")
    assert told.sentence == f"Gelöscht: {what}. Dass nichts davon übrig ist, wurde nachgelesen."
    (silent,) = shown([replace(erased, details=())], "UTC")
    assert silent.sentence == "Satz."


def test_the_end_of_a_play_is_named_and_told_by_its_beginning(db: None) -> None:
    begun = replace(line("ingest"), event=AuditEvent.RECORDING_PLAYED, details=(Detail("step", "started"),))
    first, last = shown([begun, replace(begun, details=(Detail("step", "finished"),))], "UTC")
    assert (first.sentence, first.personal) == ("Satz.", True)
    assert (last.sentence, last.personal) == ("Das Anhören einer Aufnahme endete.", False)


def test_a_line_that_waits_has_no_number_yet(db: None) -> None:
    assert [one.index for one in shown([line("ingest"), line("ingest", None)], "UTC")] == ["4", ""]

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.console.calls.listening import offered, read
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.ids import ArtefactId, PersonId, TenantId

OWNER = Actor(PersonId("1" * 32), TenantId("a" * 32), Role.OWNER, second_factor=True)
TAPE = ArtefactId("7" * 32)


def test_a_token_names_a_play_for_its_person_and_recording() -> None:
    token = offered(OWNER, TAPE)
    assert read(token, OWNER, TAPE) == token.partition(".")[0]
    assert offered(OWNER, TAPE) != token


@pytest.mark.parametrize(
    ("actor", "tape"),
    [
        (replace(OWNER, person=PersonId("2" * 32)), TAPE),
        (replace(OWNER, tenant=TenantId("b" * 32)), TAPE),
        (OWNER, ArtefactId("8" * 32)),
    ],
)
def test_for_anyone_or_anything_else_it_names_nothing(actor: Actor, tape: ArtefactId) -> None:
    assert read(offered(OWNER, TAPE), actor, tape) == ""


@pytest.mark.parametrize("token", ["", ".", "1" * 32, "ä.ö", "1" * 32 + ".x"])
def test_what_was_not_offered_names_nothing(token: str) -> None:
    assert read(token, OWNER, TAPE) == ""

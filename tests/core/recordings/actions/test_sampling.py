"""A supervisor hears a recording for its quality after a second person's word, for a day."""

from __future__ import annotations

import pytest

from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.approvals.actions import approve
from rufschutz.core.approvals.errors import NoLeaveError
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit.access import NotFound
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.recordings.actions import open_recording
from rufschutz.core.recordings.actions.sampling import ask_listening
from rufschutz.core.recordings.queries import may_play
from rufschutz.core.recordings.samples import needs_second, sample_of
from rufschutz.core.retention.actions import run
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.ids import PersonId, PurposeId
from rufschutz.domain.moments import DAY, Millis

QUALITY = PurposeId("quality")


@pytest.fixture
def lead(callcentre) -> Actor:
    user = create_user("lead@example.org", "lead", callcentre.now)
    grant_role(callcentre.tenant, user, Held.SUPERVISOR, "test", callcentre.now)
    adopt_policy(callcentre.tenant, shipped_policy("O"), PersonId("f" * 32), callcentre.now)
    return Actor(PersonId(user.person_id), callcentre.tenant, Role.SUPERVISOR, second_factor=True)


@pytest.fixture
def second(callcentre) -> Actor:
    user = create_user("second@example.org", "second", callcentre.now)
    grant_role(callcentre.tenant, user, Held.OWNER, "test", callcentre.now)
    return Actor(PersonId(user.person_id), callcentre.tenant, Role.OWNER, second_factor=True)


def recorded(office, *purposes, name="1"):
    caller = office.call(name).start().yes(promised="P14D").record().speak()
    for purpose in purposes:
        caller.also(purpose)
    caller.keep().end("yes_and_recorded")
    office.take()
    office.archive()
    return caller.artefact


def hear(office, actor, artefact, now) -> None:
    open_recording(actor, artefact, office.desk.keys, office.desk.blobs, Millis(now)).close()


def agreed(second, name, now) -> None:
    approve(second, name, Proposal.objects.get(id=name).sha256, now, now, 1)


@pytest.mark.rule("R44")
@pytest.mark.usefixtures("scope")
def test_no_sound_before_a_second_word_and_for_a_day_after_it(callcentre, lead, second):
    sound, other, now = recorded(callcentre, QUALITY), recorded(callcentre, QUALITY, name="2"), callcentre.now
    with pytest.raises(NoLeaveError):
        hear(callcentre, lead, sound, now)
    assert needs_second(lead, sound, now)
    assert not may_play(lead, sound, now)
    name = ask_listening(lead, sound, "Stichprobe", now)
    assert sample_of(lead, sound, now).asked
    agreed(second, name, now)
    hear(callcentre, lead, sound, now)
    hear(callcentre, lead, sound, now + DAY - 1)
    assert may_play(lead, sound, now)
    assert sample_of(lead, sound, now).free
    with pytest.raises(NoLeaveError):
        hear(callcentre, lead, other, now)
    with pytest.raises(NoLeaveError):
        hear(callcentre, lead, sound, now + DAY)


@pytest.mark.rule("R44")
@pytest.mark.usefixtures("scope")
def test_no_second_person_opens_what_consent_keeps_shut(callcentre, lead, second):
    sound = recorded(callcentre)
    with pytest.raises(AccessDenied):
        ask_listening(lead, sound, "Stichprobe", callcentre.now)
    assert not needs_second(lead, sound, callcentre.now)
    with pytest.raises(AccessDenied):
        sample_of(lead, sound, callcentre.now)


@pytest.mark.usefixtures("scope")
def test_what_is_gone_meanwhile_is_not_approved(callcentre, lead, second):
    sound = recorded(callcentre, QUALITY)
    name = ask_listening(lead, sound, "Stichprobe", callcentre.now)
    later = Millis(callcentre.now + 40 * DAY)
    run([callcentre.tenant], callcentre.place, later)
    Proposal.objects.update(proposed_at=later, ends_at=later + DAY)
    with pytest.raises(NotFound):
        approve(second, name, Proposal.objects.get(id=name).sha256, later, later)

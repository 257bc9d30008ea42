"""What people see of calls: masked, per role, and nothing of another tenant."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied, NotFound
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls import queries, timeline
from rufschutz.core.calls.models import Call, EntryKind
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.consent.queries import Mark
from rufschutz.core.recordings.actions import open_recording
from rufschutz.core.recordings.models import Play
from rufschutz.core.recordings.queries import State, may_play
from rufschutz.core.retention.actions import run
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.call.quality import Grade
from rufschutz.domain.ids import CallId, LineId, PersonId, PurposeId
from rufschutz.domain.moments import DAY, Millis

LINE = LineId("c" * 32)
MATTER = PurposeId("handle_matter")
SECURITY = PurposeId("security")


def test_a_call_is_found_whosever_it_is(office, other_tenant):
    assert queries.tenant_of(office.recorded().id) == office.tenant
    with pytest.raises(NotFound):
        queries.tenant_of(CallId("0" * 32))


def test_a_call_whose_row_is_gone_is_found_by_its_consents_and_the_call_of_no_name_is_none(office):
    call = office.recorded()
    office.take()
    with tenant_scope(office.tenant):
        Call.objects.all().delete()
        assert queries.tenant_of(call.id) == office.tenant
        row = ConsentEvent.objects.earliest("at")
        row.pk, row.call = "0" * 32, ""
        row.save(force_insert=True)
    with pytest.raises(NotFound):
        queries.tenant_of(CallId(""))


@pytest.mark.rule("R33")
@pytest.mark.parametrize("purpose", ["statistics", "advertise", "quality", ""])
@pytest.mark.parametrize("role", list(Role))
def test_who_counts_reads_no_case(office, role, purpose):
    call = office.recorded().id
    actor = Actor(PersonId("5" * 32), office.tenant, role, second_factor=True, lines=frozenset({LINE}))
    for read in (
        lambda: queries.calls(actor, PurposeId(purpose), office.now),
        lambda: queries.call(actor, PurposeId(purpose), call, office.now),
    ):
        with pytest.raises(AccessDenied):
            read()


def test_the_list_shows_consent_recording_and_mask(office, owner):
    office.recorded("1")
    office.call("2", at=office.now + 60_000).start().no().end("refused")
    office.call("3", at=office.now + 90_000, number=None).start()
    office.take()
    page = queries.calls(owner, MATTER, office.now)
    assert [row.consent for row in page.rows] == [Mark.NONE, Mark.REFUSED, Mark.GIVEN]
    assert [row.number for row in page.rows] == [None, None, "••• 42"]
    assert [row.withheld for row in page.rows] == [True, False, False]
    assert [row.outcome for row in page.rows] == ["", "refused", "yes_and_recorded"]
    recorded = page.rows[2]
    assert recorded.line == "Anmeldung"
    assert recorded.recording is not None
    assert recorded.recording.state is State.ARCHIVED
    assert recorded.due_at == recorded.recording.promised_until
    assert recorded.duration == 5000


@pytest.mark.rule("R16")
def test_a_no_to_another_use_is_no_no_to_the_recording(callcentre, owner):
    caller = callcentre.call("1").start().yes().record().speak().keep()
    caller.also("quality", state=ConsentState.REFUSED, refused_by=RefusedBy.KEY).end("yes_and_recorded")
    callcentre.take()
    [row] = queries.calls(owner, MATTER, callcentre.now).rows
    assert (row.consent, row.refused_by) == (Mark.GIVEN, "")


def test_a_row_says_that_a_callback_is_owed_and_how_it_was_a_no(office, owner):
    asked = office.call("1").start().no().ask_back().end("refused")
    office.call("2", at=office.now + 60_000).start().no().end("refused")
    office.take()
    plain, owed = queries.calls(owner, MATTER, office.now).rows
    assert (plain.callback, plain.refused_by) == (None, "key")
    assert owed.callback is not None
    assert (owed.id, owed.callback.closed_at, owed.callback.number) == (asked.id, None, "••• 01")
    assert owed.own_due_at == owed.due_at


def test_the_list_can_show_only_what_is_to_be_done(office, owner):
    asked = office.call("1").start().no().ask_back().end("refused")
    office.call("2", at=office.now + 60_000).start().no().end("refused")
    office.take()
    page = queries.calls(owner, MATTER, office.now, owed=True)
    assert [row.id for row in page.rows] == [asked.id]
    assert (page.total, page.owed, queries.calls(owner, MATTER, office.now).owed) == (1, 1, 1)


def test_a_message_is_to_be_done_until_somebody_has_heard_some_of_it(office, owner):
    office.recorded("1")
    office.take()
    [row] = queries.calls(owner, MATTER, office.now, owed=True).rows
    assert row.unheard
    with tenant_scope(owner.tenant):
        play = Play.objects.create(
            id="e" * 32, tenant_id=owner.tenant, recording=row.recording.id, call=row.id,
            person=owner.person, started_at=office.now,
        )  # fmt: skip
        assert queries.calls(owner, MATTER, office.now).rows[0].unheard, "an opened player is no hearing"
        play.heard = 1_000
        play.save()
    page = queries.calls(owner, MATTER, office.now)
    assert (page.owed, page.rows[0].unheard) == (0, False)


def test_a_longer_page_asks_no_more_questions(office, owner, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    office.call("0").start().no().ask_back().end("refused")
    office.take()
    with CaptureQueriesContext(connection) as one:
        queries.calls(owner, MATTER, office.now)
    for number in range(1, 4):
        office.call(str(number), at=office.now + number * 60_000).start().no().ask_back().end("refused")
    office.take()
    with django_assert_num_queries(len(one)):
        queries.calls(owner, MATTER, office.now)


def test_pages_are_bounded(office, owner):
    for name in range(5):
        office.call(str(name), at=office.now + name).start()
    office.take()
    page = queries.calls(owner, MATTER, office.now, page=99, size=2)
    assert (page.page, page.pages, page.total, len(page.rows)) == (3, 3, 5, 1)
    assert len(queries.calls(owner, MATTER, office.now, page=-1, size=2).rows) == 2


def test_a_page_tells_the_whole_story_in_order(office, owner):
    caller = office.recorded()
    open_recording(
        owner, caller.artefact, office.desk.keys, office.desk.blobs, Millis(office.now + 60_000)
    ).close()
    run([office.tenant], office.place, Millis(office.now + 8 * DAY))
    view = queries.call(owner, MATTER, caller.id, office.now)
    kinds = [type(line) for line in view.timeline]
    assert kinds == [
        timeline.Started,
        timeline.Played,
        timeline.Consented,
        timeline.Segment,
        timeline.Segment,
        timeline.Stopped,
        timeline.Ended,
        timeline.Heard,
        timeline.Deleted,
    ]
    deleted = view.timeline[-1]
    assert isinstance(deleted, timeline.Deleted)
    assert (deleted.proven, deleted.rule) == (True, "recording_matter/P7D")
    assert [consent.state for consent in view.consents] == [ConsentState.GIVEN]
    assert view.row.erased_at == office.now + 8 * DAY


def test_a_page_tells_how_the_sound_arrived(office, owner):
    caller = office.recorded()
    assert queries.call(owner, MATTER, caller.id, office.now).quality is None
    caller.measure(received=980, lost=20, jitter=6, round_trip=40)
    office.take()
    seen = queries.call(owner, MATTER, caller.id, office.now).quality
    assert seen == queries.SoundQuality(Grade.FAIR, 20, 6, 40)


@pytest.mark.rule("R84")
def test_the_officer_sees_all_of_it_and_is_offered_no_player(office, officer, owner):
    caller = office.recorded()
    view = queries.call(officer, SECURITY, caller.id, office.now)
    assert view.row.number == "••• 42"
    assert not may_play(officer, caller.artefact, office.now)
    assert may_play(owner, caller.artefact, office.now)


@pytest.mark.rule("R60")
def test_the_operator_sees_no_call(office, operator):
    caller = office.recorded()
    with pytest.raises(AccessDenied):
        queries.calls(operator, SECURITY, office.now)
    with pytest.raises(AccessDenied):
        queries.call(operator, SECURITY, caller.id, office.now)


@pytest.mark.rule("R60")
def test_an_agent_sees_the_calls_of_own_lines_only(office):
    caller = office.recorded()
    stranger = Actor(PersonId("4" * 32), office.tenant, Role.AGENT, second_factor=True)
    assert queries.calls(stranger, MATTER, office.now).rows == ()
    with pytest.raises(AccessDenied):
        queries.call(stranger, MATTER, caller.id, office.now)
    lines = frozenset({LineId("c" * 32)})
    agent = Actor(PersonId("4" * 32), office.tenant, Role.AGENT, second_factor=True, lines=lines)
    assert [row.id for row in queries.calls(agent, MATTER, office.now).rows] == [caller.id]


@pytest.mark.rule("R35")
def test_another_tenants_call_is_not_found(office, other_tenant):
    caller = office.recorded()
    stranger = Actor(PersonId("6" * 32), other_tenant, Role.OWNER, second_factor=True)
    with pytest.raises(NotFound):
        queries.call(stranger, MATTER, caller.id, office.now)
    assert queries.calls(stranger, MATTER, office.now).rows == ()
    with pytest.raises(NotFound):
        queries.call(stranger, MATTER, CallId("0" * 32), office.now)


def test_pause_and_reason_stand_in_the_segment():
    assert {kind for kind in EntryKind if kind.startswith("recording_")} == {
        EntryKind.RECORDING_STARTED,
        EntryKind.RECORDING_PAUSED,
        EntryKind.RECORDING_RESUMED,
        EntryKind.RECORDING_KEPT,
        EntryKind.RECORDING_GONE,
    }

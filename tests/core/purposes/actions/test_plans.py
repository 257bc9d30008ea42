"""Plans are published whole or not at all, and in the log."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import open_epoch
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.queries import public_key
from rufschutz.core.purposes.actions import (
    adopt_policy,
    publish,
    refresh,
    rehearse,
    rehearse_policy,
    retire,
)
from rufschutz.core.purposes.actions.adoption import enact
from rufschutz.core.purposes.errors import NoPolicyError, PlanRefusedError
from rufschutz.core.purposes.queries import is_published, live_policy, newest_plan
from rufschutz.core.tenants.models import Line, Tenant
from rufschutz.core.tenants.queries import line as line_card
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover.plan import read_plan
from rufschutz.vault.seal.signature import SignatureError, read_signed

PERSON = PersonId("5" * 32)


@pytest.fixture
def adopted(tenant, policy, now):
    return adopt_policy(tenant, policy, PERSON, now)


@pytest.fixture
def card(tenant, line):
    return line_card(tenant, line)


def events(tenant) -> list[str]:
    with tenant_scope(tenant):
        return list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))


def read(shelves, line):
    return read_plan(read_signed(shelves.plan_file(line).read_bytes(), public_key("plan")))


def test_a_tenant_without_a_policy_has_no_plan(keys, tenant, card, shelves, now) -> None:
    with pytest.raises(NoPolicyError):
        publish(keys, tenant, card, shelves, now)


def test_a_published_plan_is_signed_known_and_logged(keys, tenant, adopted, card, shelves, now) -> None:
    version = publish(keys, tenant, card, shelves, now)
    plan = read(shelves, card.id)
    assert plan.version == version
    assert is_published(tenant, version)
    assert plan.recording.promised == "P7D"
    assert "policy:plan:published" in events(tenant)


def test_an_altered_plan_is_refused_by_its_reader(keys, tenant, adopted, card, shelves, now) -> None:
    publish(keys, tenant, card, shelves, now)
    path = shelves.plan_file(card.id)
    path.write_bytes(path.read_bytes().replace(b'"P7D"', b'"P9D"'))
    with pytest.raises(SignatureError):
        read(shelves, card.id)


@pytest.mark.rule("R02")
def test_a_changed_period_reaches_the_callers_ear(keys, tenant, adopted, card, shelves, now) -> None:
    enact(tenant, live_policy(tenant).policy.with_period("recording_matter", "P30D"), PERSON, now)
    refresh(keys, shelves, now)
    assert (
        "dreißig Tage"
        in read(shelves, card.id).texts["opening.keypad.ask_first"].utterances["de.normal"].words
    )
    enact(tenant, live_policy(tenant).policy.with_period("recording_matter", "P7D"), PERSON, now)
    refresh(keys, shelves, now)
    plan = read(shelves, card.id)
    assert plan.recording.promised == "P7D"
    assert "sieben Tage" in plan.texts["opening.keypad.ask_first"].utterances["de.normal"].words


def test_every_version_of_the_policy_is_named_by_a_plan_even_if_no_word_changes(
    keys, tenant, adopted, card, policy, shelves, now
) -> None:
    refresh(keys, shelves, now)
    purpose = replace(policy.purpose("handle_matter"), names={"de": "Anliegen", "en": "Requests"})
    version = enact(tenant, policy.with_purpose(purpose), PERSON, now)
    assert len(refresh(keys, shelves, Millis(now + 1)).published) == 1
    assert newest_plan(card.id).policy == version


def test_what_is_only_rehearsed_leaves_no_sound_and_no_plan(
    tenant, adopted, card, policy, shelves, now
) -> None:
    before = sorted(path.name for path in shelves.clips.iterdir())
    text = policy.text("goodbye.noted")
    kind = policy.with_text(replace(text, words=text.words | {"de": "Danke, und einen guten Tag noch."}))
    rehearse_policy(tenant, kind, shelves.clips, now)
    assert sorted(path.name for path in shelves.clips.iterdir()) == before
    assert newest_plan(card.id) is None
    long = policy.with_text(replace(text, words=text.words | {"de": "Danke für alles. " * 12}))
    with pytest.raises(PlanRefusedError, match=r"texts\.goodbye\.noted\.de: .* s spoken"):
        rehearse_policy(tenant, long, shelves.clips, now)


def test_refreshing_twice_publishes_once(keys, tenant, adopted, card, shelves, now) -> None:
    assert len(refresh(keys, shelves, now).published) == 1
    before = shelves.plan_file(card.id).read_bytes()
    assert refresh(keys, shelves, Millis(now + 1000)).published == ()
    assert shelves.plan_file(card.id).read_bytes() == before


def test_a_day_later_the_plan_is_renewed_with_new_keys(keys, tenant, adopted, card, shelves, now) -> None:
    refresh(keys, shelves, now)
    first = read(shelves, card.id)
    refresh(keys, shelves, Millis(now + DAY))
    second = read(shelves, card.id)
    assert second.not_after == first.not_after + DAY
    assert second.ingest_key.epoch != first.ingest_key.epoch
    assert second.spool_key.epoch != first.spool_key.epoch
    assert second.texts == first.texts


@pytest.mark.parametrize("loss", ["gone", "altered"])
def test_a_lost_or_altered_plan_file_is_put_back(keys, tenant, adopted, card, shelves, now, loss) -> None:
    refresh(keys, shelves, now)
    path = shelves.plan_file(card.id)
    if loss == "gone":
        path.unlink()
    else:
        path.write_bytes(b"x" + path.read_bytes())
    assert len(refresh(keys, shelves, now).published) == 1
    assert read(shelves, card.id).line == card.id


def test_a_refused_line_keeps_its_plan_and_the_others_go_on(
    keys, tenant, other_tenant, adopted, card, policy, shelves, now
) -> None:
    adopt_policy(other_tenant, policy, PERSON, now)
    refresh(keys, shelves, now)
    before = read(shelves, card.id)
    Tenant.objects.filter(id=tenant).update(
        short_name="Gemeinschaftspraxis für Innere Medizin und Kardiologie"
    )
    done = refresh(keys, shelves, Millis(now + DAY))
    assert [refusal.line for refusal in done.refused] == [card.id]
    assert "tenant.short_name.de" in str(done.refused[0].error)
    assert len(done.published) == 1
    assert read(shelves, card.id) == before


def test_rehearsing_publishes_nothing(keys, tenant, adopted, card, shelves, now) -> None:
    assert rehearse(keys, tenant, card, shelves, now).line == card.id
    assert newest_plan(card.id) is None
    assert not shelves.plan_file(card.id).exists()


def test_keys_of_plans_in_force_are_not_retired(keys, tenant, adopted, card, shelves, now) -> None:
    refresh(keys, shelves, now)
    epoch = read(shelves, card.id).ingest_key.epoch
    refresh(keys, shelves, Millis(now + 3 * DAY))
    assert retire((), Millis(now + 6 * DAY)) == ()
    assert open_epoch(keys, epoch)
    assert epoch in retire((), Millis(now + 8 * DAY))
    with pytest.raises(KeyGoneError):
        open_epoch(keys, epoch)


def test_keys_that_a_file_names_are_not_retired(keys, tenant, adopted, card, shelves, now) -> None:
    refresh(keys, shelves, now)
    plan = read(shelves, card.id)
    refresh(keys, shelves, Millis(now + 10 * DAY))
    used = {plan.ingest_key.epoch, plan.spool_key.epoch}
    assert retire(used, Millis(now + 30 * DAY)) == ()
    assert set(retire((), Millis(now + 30 * DAY))) == used


def test_the_epoch_changes_with_the_day_of_the_tenant(keys, tenant, adopted, card, shelves) -> None:
    late = Millis(int(dt.datetime(2026, 9, 21, 23, 30, tzinfo=dt.UTC).timestamp() * 1000))
    refresh(keys, shelves, late)
    first = read(shelves, card.id).ingest_key.epoch
    refresh(keys, shelves, Millis(late + 3_600_000))
    assert read(shelves, card.id).ingest_key.epoch == first


def test_a_line_that_is_switched_off_gets_no_plan(keys, tenant, adopted, card, shelves, now) -> None:
    with tenant_scope(tenant):
        Line.objects.update(active=False)
    assert refresh(keys, shelves, now).published == ()
    assert newest_plan(card.id) is None

"""A line is changed only as far as its plan passes every check."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.db.models import QuerySet

from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.purposes.actions import adopt_policy, spoken_texts, take_effect_due
from rufschutz.core.purposes.actions.adoption import enact
from rufschutz.core.purposes.errors import PlanRefusedError
from rufschutz.core.purposes.queries import live_policy, newest_plan
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.setup import lines
from rufschutz.core.tenants.choices import LineChoices, Opening
from rufschutz.core.tenants.models import Line
from rufschutz.core.tenants.queries import line as line_card
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover.plan import read_plan

OWNER = PersonId("5" * 32)


@pytest.fixture
def installation(tmp_path_factory, tmp_path):
    clips = tmp_path_factory.getbasetemp() / "line-clips"
    clips.mkdir(exist_ok=True)
    (tmp_path / "plans").mkdir()
    return SimpleNamespace(plans=tmp_path / "plans", clips=clips)


@pytest.fixture
def card(tenant, line, now):
    adopt_policy(tenant, shipped_policy("P"), OWNER, now)
    return line_card(tenant, line)


def change(installation, keys, actor, wanted, now):
    return lines.change(installation, keys, actor, wanted.id, lambda _: wanted, now)


def plan_of(installation, card):
    signed = (installation.plans / f"{card.id}.plan").read_bytes()
    return read_plan(signed.rpartition(b"\n")[0].rpartition(b"\n")[0])


@pytest.mark.usefixtures("scope")
def test_a_change_is_kept_logged_and_in_force(installation, keys, owner, card, now):
    wanted = replace(
        card,
        name="Empfang",
        allowed_peers=("192.0.2.7",),
        choices=LineChoices(Opening.ASK_LATER, ("callback",), {"goodbye.noted": {"de": "Danke."}}),
    )
    version = change(installation, keys, owner, wanted, now)
    assert line_card(card.tenant, card.id) == wanted
    plan = plan_of(installation, card)
    assert (plan.version, plan.opening) == (version, "opening.keypad.ask_later")
    assert newest_plan(card.id).version == version
    assert OutboxEntry.objects.filter(event="policy:line:changed", subject=card.id).count() == 5
    back = replace(wanted, choices=LineChoices())
    change(installation, keys, owner, back, now)
    payloads = OutboxEntry.objects.filter(event="policy:line:changed").values_list("payload", flat=True)
    assert any("goodbye.noted reset" in payload for payload in payloads)
    assert not any("Danke" in payload for payload in payloads)


@pytest.mark.usefixtures("scope")
def test_the_same_again_is_no_change(installation, keys, owner, card, now):
    change(installation, keys, owner, card, now)
    assert not OutboxEntry.objects.filter(event="policy:line:changed", subject=card.id).exists()


@pytest.mark.rule("R97")
@pytest.mark.usefixtures("scope")
def test_what_is_refused_leaves_the_line_and_its_plan_as_they_were(installation, keys, owner, card, now):
    before = change(installation, keys, owner, card, now)
    wanted = replace(card, choices=LineChoices(Opening.ASK_LATER, ()))
    with pytest.raises(PlanRefusedError, match="at least one reason"):
        change(installation, keys, owner, wanted, now)
    assert line_card(card.tenant, card.id) == card
    assert plan_of(installation, card).version == before


@pytest.mark.usefixtures("scope")
def test_a_line_is_added_with_a_plan(installation, keys, owner, card, now):
    made = lines.add(installation, keys, owner, "rezepte", "Rezepte", ("127.0.0.1",), now)
    assert plan_of(installation, made).user_part == "rezepte"


@pytest.mark.usefixtures("scope")
def test_only_who_may_manage_lines_does(installation, keys, officer, card, now):
    with pytest.raises(AccessDenied):
        change(installation, keys, officer, card, now)
    with pytest.raises(AccessDenied):
        lines.add(installation, keys, officer, "rezepte", "Rezepte", (), now)
    with pytest.raises(AccessDenied):
        lines.write(officer, card.id, "Beispielplatz 1", None, now)


@pytest.mark.usefixtures("scope")
def test_an_installation_of_yesterday_adopts_what_is_new_and_keeps_what_it_said(
    installation, keys, owner, card, now
):
    shipped = shipped_policy("P")
    spoken = shipped.text("goodbye.noted")
    dialog = replace(shipped.dialog, reasons=(), other_language={})
    before = replace(
        shipped,
        dialog=dialog,
        texts=tuple(text for text in shipped.texts if not text.id.startswith("reason.")),
    ).with_text(replace(spoken, words=spoken.words | {"de": "Danke, bis bald."}))
    before = before.with_period("recording_matter", "P3D")
    enact(card.tenant, before, OWNER, now)
    assert "answer.no.keypad" not in spoken_texts(before)
    lines.propose_shipped_news(installation, owner, "Neue Fassung", now)
    assert live_policy(card.tenant).policy == before
    assert take_effect_due(Millis(now + 2 * DAY))
    after = live_policy(card.tenant).policy
    assert after.dialog.reasons == shipped.dialog.reasons
    assert after.text("goodbye.noted").words["de"] == "Danke, bis bald."
    assert after.rule("recording_matter").period == "P3D"
    change(installation, keys, owner, card, Millis(now + 2 * DAY))
    assert plan_of(installation, card).menu is not None


@pytest.mark.usefixtures("scope")
def test_of_two_changes_at_once_neither_is_lost(installation, keys, owner, card, now, monkeypatch):
    locked = []
    real = QuerySet.select_for_update

    def seen(rows, *words, **more):
        locked.append(rows.model)
        return real(rows, *words, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", seen)
    change(installation, keys, owner, replace(card, name="Empfang"), now)

    def other(stands):
        assert locked.count(Line) == 2, "it is read under the lock"
        return replace(stands, allowed_peers=("192.0.2.7",))

    lines.change(installation, keys, owner, card.id, other, now)
    after = line_card(card.tenant, card.id)
    assert (after.name, after.allowed_peers) == ("Empfang", ("192.0.2.7",))

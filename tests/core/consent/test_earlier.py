"""An earlier yes shortens the question for a year, in the same words and under the same policy."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.earlier import REMEMBERED, remembered
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.purposes.actions.adoption import enact
from rufschutz.core.purposes.models import PublishedPlan
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.retention.actions import withdraw
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.known import Remembered
from rufschutz.domain.moments import DAY, Millis

pytestmark = pytest.mark.rule("R24")

RECORD = "record_matter"
NUMBER = "+493023125042"
WORDS = "1" * 64
PLAN = "e" * 32


@pytest.fixture(autouse=True)
def published(office, owner):
    """The plan of the calls, from the policy in force."""
    live = enact(office.tenant, shipped_policy("P"), owner.person, office.now)
    PublishedPlan.objects.create(
        version=PLAN, tenant_id=office.tenant, line="c" * 32, policy=live, issued_at=office.now,
        not_after=office.now, ingest_epoch="", spool_epoch="", sha256="", content_sha256="",
    )  # fmt: skip


@pytest.fixture
def ask(office):
    def asked(words=(WORDS,), number=NUMBER, after=DAY):
        return remembered(office.desk.keys, office.tenant, number, words, Millis(office.now + after))

    return asked


def says_yes(office, name="1", at=0, **words):
    caller = office.call(name, office.now + at)
    caller.start().yes(**words).record().speak().keep().end("yes_and_recorded")
    office.take(office.now + at)
    return caller


def purposes(found):
    return [(row.purpose, row.state) for row in found]


def test_a_yes_to_the_full_question_is_remembered_of_this_number_for_a_year(office, ask):
    said = says_yes(office).facts[2].head.at
    assert ask() == (Remembered(RECORD, ConsentState.GIVEN, Millis(said + REMEMBERED)),)
    assert ask(number="+493023125043") == ()
    assert purposes(ask(after=REMEMBERED - DAY)) == [(RECORD, "given")]
    assert ask(after=REMEMBERED + DAY) == ()


def test_other_words_are_asked_in_full(office, ask):
    says_yes(office)
    assert ask(words=("5" * 64,)) == ()
    assert ask(words=()) == ()
    assert purposes(ask(words=("5" * 64, WORDS))) == [(RECORD, "given")]


def test_under_another_policy_it_is_asked_in_full_at_once(office, owner, ask):
    says_yes(office)
    changed = shipped_policy("P").with_period("matter", "P7D")
    enact(office.tenant, changed, owner.person, office.now)
    assert ask() == ()


def test_of_a_plan_that_nobody_knows_nothing_is_remembered(office, ask):
    says_yes(office)
    PublishedPlan.objects.all().delete()
    assert ask() == ()


def test_a_yes_to_the_shorter_question_does_not_make_the_year_longer(office, ask):
    says_yes(office)
    says_yes(office, "2", 300 * DAY, text="question.record.known")
    assert purposes(ask(after=301 * DAY)) == [(RECORD, "given")]
    assert ask(after=REMEMBERED + DAY) == ()


def test_a_no_and_a_number_that_may_not_be_kept_are_remembered_by_nothing(office, ask):
    office.call("1").start().no().end("refused")
    office.call("2").start().yes().record().destroy().withdraw().end("yes_then_star")
    office.take(office.now)
    assert ask() == ()


def test_one_that_was_taken_back_is_told_as_such(office, owner, ask):
    says_yes(office)
    caller = office.call("2", office.now + DAY)
    caller.start().yes().record().speak().keep().ask_back().end("yes_and_recorded")
    office.take(office.now + DAY)
    office.archive(office.now + DAY)
    withdraw(owner, caller.id, office.desk.keys, office.place, Millis(office.now + 2 * DAY))
    assert sorted(purposes(ask(after=3 * DAY))) == [(RECORD, "given"), (RECORD, "withdrawn")]


def test_evidence_that_does_not_open_is_no_yes(office, ask, monkeypatch):
    says_yes(office)
    other = office.desk.keys.seal_evidence(office.tenant, b"{}", b"something else")
    with tenant_scope(office.tenant):
        monkeypatch.setattr(ConsentEvent, "evidence", property(lambda _: other, lambda *_: None))
    assert ask() == ()


def test_what_is_no_number_is_nobody(ask):
    assert ask(number="42") == ()

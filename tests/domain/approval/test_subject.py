from __future__ import annotations

import pytest

from rufschutz.domain.access.request import Role
from rufschutz.domain.access.table import SECURITY, TABLE
from rufschutz.domain.approval.proposal import SECONDS, Way, way_for
from rufschutz.domain.approval.subject import TERMS, Subject
from rufschutz.domain.ids import PersonId

ANNA, BERTA = PersonId("a"), PersonId("b")


def test_every_subject_has_terms():
    assert set(TERMS) == set(Subject)


@pytest.mark.parametrize("subject", Subject)
def test_who_asks_may_ask_for_this_purpose_and_an_owner_and_the_deputy_decide(subject):
    terms = TERMS[subject]
    asking = Role.SUPERVISOR if subject is Subject.LISTEN_QUALITY else Role.OWNER
    assert terms.purpose in TABLE[asking][terms.ask].purposes
    for role in SECONDS:
        assert SECURITY in TABLE[role][terms.decide].purposes
    assert terms.decide not in TABLE[Role.DATA_PROTECTION_OFFICER]


@pytest.mark.rule("R44")
def test_only_what_a_data_subject_asked_for_has_a_deadline_whoever_could_decide():
    for subject in Subject:
        way = way_for(subject, ANNA, {ANNA, BERTA})
        assert way is (Way.DEADLINE if subject is Subject.ERASE_ON_REQUEST else Way.FOUR_EYES)


def test_who_is_alone_waits():
    assert way_for(Subject.DELETE_CALL, ANNA, {ANNA}) is Way.DELAY
    assert way_for(Subject.ERASE_ON_REQUEST, ANNA, {ANNA}) is Way.DEADLINE

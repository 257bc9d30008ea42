"""Which subjects take a second person stands in data, per profile; a leave is one person's, for a time."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.errors import NoLeaveError
from rufschutz.core.approvals.leave import (
    PROFILES,
    demands,
    four_eyes,
    leave_of,
    may,
    read_demands,
    require_leave,
)
from rufschutz.core.purposes.errors import PolicyFileError
from rufschutz.domain.approval.subject import TERMS, Subject


def table(**other: object) -> dict:
    rows = [{"subject": each.value} | dict.fromkeys(PROFILES, True) for each in Subject]
    return {"four_eyes": [row | other if row["subject"] == "export_ledger" else row for row in rows]}


@pytest.mark.rule("R44")
@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_says_of_each_subject_whether_it_takes_a_second_person(profile):
    found = four_eyes(profile)
    assert {each for each in Subject if not TERMS[each].leave} <= found
    assert (Subject.EXPORT_LEDGER in found) is (profile in "CS")
    assert Subject.LISTEN_QUALITY in found


@pytest.mark.rule("R44")
def test_the_data_decide_and_not_the_code(first):
    assert not demands(first.tenant, Subject.EXPORT_LEDGER)
    assert Subject.EXPORT_LEDGER in read_demands(table(), "P")
    assert Subject.EXPORT_LEDGER not in read_demands(table(P=False), "P")


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ({"four_eyes": []}, "neither yes nor no"),
        (table(P="maybe"), "export_ledger"),
        ({"four_eyes": [{"subject": "nonsense"}]}, "nonsense"),
        ({}, "four_eyes"),
    ],
)
def test_a_table_that_leaves_a_subject_open_is_refused_by_name(rows, why):
    with pytest.raises(PolicyFileError, match=why):
        read_demands(rows, "P")


def test_what_nobody_does_alone_cannot_be_freed_by_data():
    rows = table()
    rows["four_eyes"][0]["P"] = False
    with pytest.raises(PolicyFileError, match="nobody alone"):
        read_demands(rows, "P")


def test_under_another_profile_it_is_demanded_and_nobody_has_a_leave_yet(strict, now):
    first = strict
    assert demands(first.tenant, Subject.EXPORT_LEDGER)
    assert leave_of(first.tenant, first.person, Subject.EXPORT_LEDGER, first.tenant, now) is None
    assert not may(first.tenant, first.person, Subject.EXPORT_LEDGER, first.tenant, now)
    with pytest.raises(NoLeaveError):
        require_leave(first.tenant, first.person, Subject.EXPORT_LEDGER, first.tenant, now)


def test_without_any_policy_nothing_is_demanded(tenant):
    assert not demands(tenant, Subject.EXPORT_LEDGER)

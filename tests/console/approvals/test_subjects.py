"""No subject is missing from the queue, and none is told in words of its code."""

from __future__ import annotations

import re

import pytest

from rufschutz.console.approvals.subjects import NAMES
from rufschutz.core.accounts.models import Role
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.approval.subject import POLICY_SUBJECTS, Subject


@pytest.mark.parametrize("subject", list(Subject))
def test_every_subject_has_a_name(subject: Subject) -> None:
    assert str(NAMES[subject])


@pytest.mark.parametrize("role", [role for role in Role if Action.VIEW_REQUESTS in TABLE[Acting(role.value)]])
def test_no_link_leads_where_who_reads_it_may_not_go(others, ask_for, role: Role) -> None:
    browser = others.enter(role)
    names = [ask_for(subject) for subject in Subject if subject not in POLICY_SUBJECTS]
    pages = "".join(browser.get(f"/freigaben/{name}/").content.decode() for name in names)
    mains = re.findall(r"<main.*?</main>", pages, re.DOTALL)
    assert len(mains) == len(names)
    led = set(re.findall(r'href="(/[^"#]*)"', "".join(mains)))
    assert "/freigaben/" in led
    assert [address for address in sorted(led) if browser.get(address).status_code == 403] == []

from __future__ import annotations

import pytest

from rufschutz.domain.approval.mailbox import mailbox


@pytest.mark.rule("R44")
@pytest.mark.parametrize("address", ["anna@example.org", "Anna+Leitung@Example.org", " anna+@example.org "])
def test_case_and_what_follows_a_plus_make_no_other_mailbox(address):
    assert mailbox(address) == "anna@example.org"


def test_other_names_and_hosts_are_other_mailboxes():
    found = {mailbox(each) for each in ("anna@example.org", "anne@example.org", "anna@example.com")}
    assert len(found) == 3

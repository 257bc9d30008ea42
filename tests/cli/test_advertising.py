"""Whoever advertises asks first: the answer has its reason, and is no without a yes to just that."""

from __future__ import annotations

import json

from rufschutz.cli.advertising import _WORDS
from rufschutz.domain.consent.advertising import AdvertisingReason

NUMBER = "+493023125001"
ASK = ("consent", "may-advertise", NUMBER, "--product", "Heizung", "--channel", "phone")


def test_nobody_who_did_not_say_yes_may_be_contacted(installed, tmp_path):
    office = installed.copy(tmp_path)
    done = office.run(*ASK)
    assert (done.returncode, done.stdout) == (1, _WORDS["never_consented"] + "\n")
    told = json.loads(office.run(*ASK, "--json").stdout)
    assert told == {"allowed": False, "reason": "never_consented"}


def test_each_reason_has_its_words():
    assert set(_WORDS) == {reason.value for reason in AdvertisingReason}

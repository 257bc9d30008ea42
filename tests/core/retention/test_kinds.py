"""What no shelf holds has a keeper that is named, or is not stored."""

from __future__ import annotations

from collections import Counter

from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.retention.kinds import KEPT_ELSEWHERE, NOT_STORED
from rufschutz.core.retention.shredders import SHREDDERS


def test_every_kind_of_data_stands_in_one_place():
    shelved = {kind for shredder in SHREDDERS.values() for kind in shredder.kinds}
    places = Counter([*shelved, *KEPT_ELSEWHERE, *NOT_STORED])
    known = {rule.kind for profile in "POCS" for rule in shipped_policy(profile).rules}
    assert [kind for kind, count in places.items() if count > 1] == []
    assert known <= set(places), "say in core/retention/shredders.py or kinds.py what erases it"

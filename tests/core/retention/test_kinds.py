"""What no shelf holds has a keeper that is named, or is not stored."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.apps import apps

from rufschutz.api.service import ROUTERS
from rufschutz.cli.main import _COMMANDS
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.retention.kinds import KEPT_ELSEWHERE, NOT_STORED
from rufschutz.core.retention.shredders import SHREDDERS


def test_every_kind_of_data_stands_in_one_place():
    shelved = {kind for shredder in SHREDDERS.values() for kind in shredder.kinds}
    places = Counter([*shelved, *KEPT_ELSEWHERE, *NOT_STORED])
    known = {rule.kind for profile in "POCS" for rule in shipped_policy(profile).rules}
    assert [kind for kind, count in places.items() if count > 1] == []
    assert known <= set(places), "say in core/retention/shredders.py or kinds.py what erases it"


@pytest.mark.rule("R46")
def test_nothing_that_a_computer_heard_or_thought_is_stored_after_the_call():
    assert {"transcript", "summary", "ai_decision", "recognition_profile"} <= NOT_STORED
    assert KEPT_ELSEWHERE["live_audio"].startswith("memory alone")
    columns = {field.name for model in apps.get_models() for field in model._meta.fields}
    words = re.compile("transcript|summary|embedding|vector|prompt|utterance")
    assert [name for name in columns if words.search(name)] == []


@pytest.mark.rule("R46")
def test_nothing_leaves_for_training():
    paths = {path for router in ROUTERS for path in router.path_operations}
    assert [path for path in paths if "train" in path] == []
    assert [name for name in _COMMANDS if "train" in name] == []

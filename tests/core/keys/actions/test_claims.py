"""One more way to open what is stored, or one less, without a key of its own."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import data_key, destroy_wraps, wrap_data_key
from rufschutz.core.keys.actions.claims import close_but_for, open_also_for
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.queries import wraps_of
from rufschutz.domain.ids import ArtefactId, PurposeId

CALL, SOUND = "1" * 32, ArtefactId("2" * 32)
RECORD, QUALITY, CLAIMS = PurposeId("record_matter"), PurposeId("quality"), PurposeId("legal_claims")
KEY = b"k" * 32


def purposes(tenant) -> set[str]:
    return {wrap.purpose for wrap in wraps_of(tenant, [SOUND]).get(SOUND, ())}


@pytest.fixture
def sound(keys, tenant, now):
    with tenant_scope(tenant):
        for purpose in (RECORD, QUALITY):
            wrap_data_key(keys, tenant, CALL, purpose, SOUND, KEY, now)


@pytest.mark.rule("R51")
@pytest.mark.usefixtures("sound")
def test_a_hold_opens_what_is_there_once_more_and_a_restriction_leaves_that_alone(keys, tenant, now):
    assert open_also_for(keys, tenant, CALL, SOUND, [CLAIMS, RECORD], now) == 1
    assert open_also_for(keys, tenant, CALL, SOUND, [CLAIMS], now) == 0
    assert data_key(keys, tenant, CALL, CLAIMS, SOUND) == KEY
    with tenant_scope(tenant):
        assert close_but_for(tenant, SOUND, CLAIMS)
        assert close_but_for(tenant, SOUND, CLAIMS) == ()
    assert purposes(tenant) == {CLAIMS}
    with pytest.raises(KeyGoneError):
        data_key(keys, tenant, CALL, RECORD, SOUND)
    assert data_key(keys, tenant, CALL, CLAIMS, SOUND) == KEY


@pytest.mark.usefixtures("sound")
def test_what_nobody_can_open_any_more_stays_shut(keys, tenant, now):
    with tenant_scope(tenant):
        destroy_wraps(tenant, [SOUND])
    assert open_also_for(keys, tenant, CALL, SOUND, [CLAIMS], now) == 0
    assert purposes(tenant) == set()

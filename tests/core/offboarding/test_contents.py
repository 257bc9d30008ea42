"""What is handed back is everything of the controller but its keys, opened."""

from __future__ import annotations

import json

import pytest

from rufschutz.core.offboarding.contents import sounds, texts
from rufschutz.core.recordings.models import Recording


@pytest.mark.usefixtures("scope")
def test_tables_and_consents_are_opened_and_no_key_is_among_them(office) -> None:
    office.recorded()
    found = {name: b"".join(pieces) for name, pieces in texts(office.tenant, office.desk.keys, office.now)}
    assert not any(name.startswith(("vault.", "backup.")) for name in found)
    [call] = found["calls.call.jsonl"].splitlines()
    assert json.loads(call)["opened"].startswith("+49")
    assert json.loads(found["consents.jsonld"])["rs:manifest"]["rs:records"] == len(
        found["consent.consentevent.jsonl"].splitlines()
    )


@pytest.mark.usefixtures("scope")
def test_sound_comes_as_it_was_recorded(office) -> None:
    office.recorded()
    [(name, pieces)] = sounds(office.tenant, office.desk.keys, office.desk.blobs)
    assert name.startswith(Recording.objects.get().id)
    assert b"".join(pieces)

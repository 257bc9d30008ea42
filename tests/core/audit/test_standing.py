"""What is published is held against the rows at every look; a witness's word has its age."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.audit.models import Checkpoint, Witnessed
from rufschutz.core.audit.standing import Files, Word, standing
from rufschutz.domain.ids import PurposeId

SECURITY = PurposeId("security")


@pytest.fixture
def look(office, officer):
    return lambda: standing(officer, SECURITY, office.log, office.now)


def test_before_the_first_entry_there_is_nothing(look):
    assert look().files is Files.NONE


@pytest.mark.usefixtures("scope")
def test_what_was_published_is_whole(office, look):
    office.recorded()
    office.sequence()
    assert (look().files, look().word) == (Files.WHOLE, None)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize(
    ("path", "found"),
    [("checkpoint", Files.OTHER_CHECKPOINT), ("tile/0/*/*", Files.OTHER_TILES)],
)
def test_an_altered_file_is_named(office, look, path, found):
    office.recorded()
    office.sequence()
    target = next((office.log / office.tenant).glob(path))
    data = bytearray(target.read_bytes())
    data[-2] ^= 1
    target.write_bytes(data)
    assert look().files is found


@pytest.mark.usefixtures("scope")
def test_a_missing_or_cut_file_is_named(office, look):
    office.recorded()
    office.sequence()
    target = next((office.log / office.tenant).glob("tile/0/*/*"))
    target.write_bytes(target.read_bytes()[:-1])
    assert look().files is Files.OTHER_TILES
    target.unlink()
    assert look().files is Files.MISSING


@pytest.mark.usefixtures("scope")
def test_the_last_word_of_a_witness_says_how_much_came_since(office, look):
    office.recorded()
    size = office.sequence()
    Witnessed.objects.create(
        tenant_id=office.tenant, size=size - 2, name="w", key="k", note="n", signed_at=5, at=6
    )
    assert Checkpoint.objects.count() == 1
    assert look().word == Word("w", size - 2, 5, 2)


def test_who_may_not_see_the_log_does_not_see_how_it_stands(office, operator):
    with pytest.raises(AccessDenied):
        standing(operator, SECURITY, office.log, office.now)

from __future__ import annotations

from rufschutz.domain.ids import KindId, PurposeId
from rufschutz.domain.purposes.purpose import ConsentMode, Profile, ProfileState, Purpose, StateIn, Words

RECORD = Purpose(
    PurposeId("record_matter"),
    Words("Aufnehmen", "Record"),
    Words("Darf ich aufnehmen?", "May I record?"),
    "Art. 6(1)(a) GDPR",
    "Art. 9(2)(a) GDPR",
    ConsentMode.PER_CALL,
    (KindId("recording_matter"),),
    (StateIn(Profile.PRACTICE, ProfileState.AVAILABLE), StateIn(Profile.SECURITIES, ProfileState.NEVER)),
)


def test_a_purpose_says_where_it_may_run():
    assert RECORD.state_in(Profile.PRACTICE) is ProfileState.AVAILABLE
    assert RECORD.state_in(Profile.SECURITIES) is ProfileState.NEVER
    assert RECORD.state_in(Profile.OFFICE) is None


def test_the_policys_own_letters_are_kept():
    assert [profile.value for profile in Profile] == ["P", "O", "C", "S"]
    assert [mode.value for mode in ConsentMode] == ["none", "per_call", "standing", "notice"]

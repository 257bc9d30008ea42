"""The shipped policy, read for each profile."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
import yaml

from rufschutz.core.purposes.checks import faults_of, used_texts
from rufschutz.core.purposes.errors import PolicyFileError
from rufschutz.core.purposes.shipped import PROFILES, read_tables, shipped_policy
from rufschutz.core.tenants.choices import Opening

TABLES = ("texts", "dialog", "purposes", "retention")


def tables() -> list[dict]:
    content = files("rufschutz.core.purposes") / "content"
    return [yaml.safe_load((content / f"{name}.yaml").read_text("utf-8")) for name in TABLES]


@pytest.mark.parametrize("profile", PROFILES)
def test_it_may_go_live_as_it_is(profile: str) -> None:
    assert faults_of(shipped_policy(profile)) == []


@pytest.mark.rule("R82")
@pytest.mark.parametrize(
    ("profile", "overlays"),
    [
        ("P", ["secrecy", "health", "staff"]),
        ("O", ["secrecy", "staff"]),
        ("C", ["secrecy", "staff", "processor"]),
        ("S", ["staff", "securities"]),
    ],
)
def test_a_fresh_policy_is_the_strictest_of_its_profile(profile: str, overlays: list[str]) -> None:
    policy = shipped_policy(profile)
    assert [overlay.id for overlay in policy.overlays if overlay.on] == overlays
    assert not any(purpose.recipients or purpose.transfers for purpose in policy.purposes)
    asked = {"per_call", "standing"}
    assert not any(p.consent in asked and p.availability == "active" for p in policy.purposes)


@pytest.mark.parametrize("profile", PROFILES)
def test_health_is_named_where_it_can_occur_and_nowhere_else(profile: str) -> None:
    """A question that names more than is asked for would be as untrue as one that names less."""
    policy = shipped_policy(profile)
    spoken = [policy.text(name) for style in Opening for name in used_texts(policy, style)]
    said = " ".join(word for text in spoken for word in text.words.values())
    for words in ("Gesundheit", "health details", "eins eins zwei"):
        assert (words in said) is (profile == "P")


@pytest.mark.parametrize("profile", PROFILES)
def test_nobody_is_promised_on_key_0_who_cannot_be_reached(profile: str) -> None:
    """No bridge to a person exists: key 0 orders a call back, and every text that names it says so."""
    policy = shipped_policy(profile)
    spoken = [policy.text(name) for style in Opening for name in used_texts(policy, style)]
    for language, key, truth in (("de", "null", "zurück|rückruf"), ("en", "zero", "back")):
        said = [part for text in spoken for part in re.split(r"[.?]", text.words[language].lower())]
        told = [part for part in said if re.search(rf"\b{key}\b(?! (?:drei|three|fünf|five))", part)]
        assert told, "the way to a person is named"
        assert [part for part in told if not re.search(truth, part)] == []
    assert "niemand frei" not in policy.text("human.nobody_free").words["de"], "nobody ever is"


def test_what_an_overlay_never_allows_is_a_refusal_and_the_rest_are_terms() -> None:
    health = next(each for each in shipped_policy("P").overlays if each.id == "health")
    assert health.refuses == ("recognise", "quality")
    assert health.terms["emergency_text_first"] == "yes"


def test_after_a_no_something_is_left_at_every_hour() -> None:
    assert [(each.way, each.hours) for each in shipped_policy("P").alternatives] == [
        ("callback", ()),
        ("note", ()),
        ("web_form", ()),
    ]


def test_no_text_stands_there_twice() -> None:
    names = [row["id"] for row in tables()[0]["texts"]]
    assert len(names) == len(set(names))


def test_profiles_differ_in_their_periods() -> None:
    periods = {profile: shipped_policy(profile).rule("recording_matter").period for profile in PROFILES}
    assert periods == {"P": "P7D", "O": "P14D", "C": "P30D", "S": "P30D"}


def test_a_practice_waits_longer_for_an_answer() -> None:
    assert shipped_policy("P").dialog.answer_window == 10_000
    assert shipped_policy("O").dialog.answer_window == 8_000


def test_a_kind_that_does_not_exist_in_a_profile_is_left_out_everywhere() -> None:
    policy = shipped_policy("P")
    assert policy.rule("recording_quality") is None
    assert not any("recording_quality" in purpose.kinds for purpose in policy.purposes)


def test_health_is_asked_for_where_it_can_occur() -> None:
    assert "health_if_possible" in shipped_policy("P").dialog.markers
    assert "health_if_possible" not in shipped_policy("O").dialog.markers


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(PolicyFileError, match="profile 'X'"):
        shipped_policy("X")


@pytest.mark.parametrize(
    ("table", "row", "field"), [(0, "texts", "de"), (2, "purposes", "basis"), (3, "kinds", "start")]
)
def test_a_missing_field_is_named(table: int, row: str, field: str) -> None:
    content = tables()
    del content[table][row][0][field]
    with pytest.raises(PolicyFileError, match=field):
        read_tables("P", *content)

from __future__ import annotations

import numpy as np
import pytest

from rufschutz.domain.call.commands import SlotValue
from rufschutz.voice.media.codecs import Codec, decode
from rufschutz.voice.sounds import ClipStore, SoundError, render, tone


@pytest.fixture
def clips(kit):
    return ClipStore(kit.clips)


def spoken(kit, clips, text, *slots, key="de.normal", codec=Codec.PCMA):
    return render(kit.plan, clips, text, key, tuple(SlotValue(*slot) for slot in slots), codec)


def test_a_text_is_the_bytes_of_its_clip(kit, clips):
    sound = spoken(kit, clips, "answer.no.short")
    clip = kit.plan.texts["answer.no.short"].utterances["de.normal"].pieces[0].clip
    assert sound.data == (kit.clips / f"{clip.alaw_sha256}.alaw").read_bytes()
    assert (sound.length, sound.protected) == (200, 0)


def test_the_other_law_has_its_own_bytes(kit, clips):
    assert spoken(kit, clips, "answer.no.short", codec=Codec.PCMU).data[0] == 0x9F


def test_the_opening_says_how_long_no_key_may_cut_it(kit, clips):
    assert spoken(kit, clips, "opening.keypad.ask_first").protected == 100


def test_digits_are_read_one_by_one(kit, clips):
    two = spoken(kit, clips, "readback.number.caller_id", ("last_two", "47"))
    assert two.length == 200 + 90 + 2 * (40 + 90)
    plus = spoken(kit, clips, "readback.number.typed", ("number_groups", "+4"))
    assert plus.length == 200 + 90 + (60 + 90) + (40 + 90)


def test_a_space_between_digits_is_a_breath(kit, clips):
    whole = spoken(kit, clips, "readback.number.typed", ("number_groups", "447"))
    groups = spoken(kit, clips, "readback.number.typed", ("number_groups", "44 7"))
    assert groups.length - whole.length == 400


def test_a_date_is_spoken_in_the_order_of_its_language(kit, clips):
    german = spoken(kit, clips, "goodbye.recorded", ("rec_gone_date", "2030-02-28")).data
    english = spoken(kit, clips, "goodbye.recorded", ("rec_gone_date", "2030-02-28"), key="en.normal").data
    day = clips.sound(kit.plan.vocabulary["de"].days[27], Codec.PCMA)
    month = clips.sound(kit.plan.vocabulary["de"].months[1], Codec.PCMA)
    assert german.index(day) < german.index(month)
    assert english.index(month) < english.index(day)


def test_a_reason_is_spoken_and_every_one_lasts_as_long(kit, clips):
    short = spoken(kit, clips, "reason.noted", ("reason", "appointment"))
    long = spoken(kit, clips, "reason.noted", ("reason", "prescription"))
    assert short.length == long.length == 200 + 40 + 90
    assert clips.sound(kit.plan.vocabulary["de"].reasons["appointment"], Codec.PCMA) in short.data


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("no.such.text", ()),
        ("reason.noted", (("reason", "weather"),)),
        ("goodbye.recorded", ()),
        ("readback.number.typed", (("x", "1"),)),
    ],
)
def test_what_the_plan_does_not_hold_is_refused(kit, clips, text, slots):
    with pytest.raises(SoundError):
        spoken(kit, clips, text, *slots)


def test_a_clip_that_is_not_what_the_plan_says_is_refused(kit, clips):
    clip = kit.plan.texts["answer.no.short"].utterances["de.normal"].pieces[0].clip
    (kit.clips / f"{clip.alaw_sha256}.alaw").write_bytes(b"other words")
    with pytest.raises(SoundError, match="not what the plan says"):
        spoken(kit, clips, "answer.no.short")


def test_a_missing_clip_is_named(kit, clips):
    clip = kit.plan.texts["answer.no.short"].utterances["de.normal"].pieces[0].clip
    (kit.clips / f"{clip.alaw_sha256}.alaw").unlink()
    with pytest.raises(SoundError, match="cannot be read"):
        spoken(kit, clips, "answer.no.short")


@pytest.mark.parametrize("codec", list(Codec))
def test_the_tone_is_heard_and_short(codec):
    samples = decode(codec, np.frombuffer(tone(codec), np.uint8)).astype(float)
    assert len(samples) == 1_600
    assert 20 * np.log10(np.sqrt(np.mean(samples**2)) / 32_768) == pytest.approx(-20, abs=1)

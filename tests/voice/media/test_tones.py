from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from rufschutz.adapters.speech.engine import SpeechRequest, render
from rufschutz.voice.media.codecs import FRAME_BYTES, Codec, values
from rufschutz.voice.media.tones import NAMES, Mark, Reading, ToneMeter, read

GERMAN = (
    "Guten Tag, ich hätte gern einen Termin am nächsten Dienstag um zehn Uhr. Meine Nummer ist null drei "
    "null, zwei drei eins zwei fünf, vier sieben. Ich brauche auch ein Rezept für die Tropfen und bitte um "
    "Rückruf. Wir haben über die Überweisung gesprochen; es wäre schön, wenn sie am Freitag fertig wäre. "
)
ENGLISH = (
    "Hello, this is a message for the practice. I would like to move my appointment from Monday to Thursday, "
    "at about a quarter to nine. You can reach me in the evening. One, two, three, four, five, six, seven, "
    "eight, nine, zero. Please call me back when the results have arrived. Thank you very much, goodbye. "
)


@pytest.mark.parametrize("codec", Codec)
@pytest.mark.parametrize("name", NAMES)
def test_every_key_is_read_in_its_whole_frames(tones: Any, name: str, codec: Codec) -> None:
    found = tones.readings(tones.key(name, 100, before=800, after=800), codec)
    assert [reading.strict for reading in found] == [False] * 5 + [True] * 5 + [False] * 5
    assert {NAMES[reading.code] for reading in found[5:10]} == {name}


def test_amplitudes_tell_how_much_of_a_frame_was_filled(tones: Any) -> None:
    found = tones.readings(tones.key("5", 30, before=880, after=800))
    code = NAMES.index("5")
    filled = [half for reading in found[5:7] for half in reading.of(code)]
    assert filled[0] < 0.1 * filled[1]
    assert filled[1:] == pytest.approx([filled[1]] * 3, rel=0.1)


@pytest.mark.parametrize(
    ("options", "is_key"),
    [
        ({"drift": 0.018}, True),
        ({"drift": -0.018}, True),
        ({"drift": 0.035}, False),
        ({"drift": -0.035}, False),
        ({"twist": 8}, True),
        ({"twist": -4}, True),
        ({"twist": 12}, False),
        ({"twist": -8}, False),
        ({"level": -36}, True),
        ({"level": -50}, False),
        ({"snr": 15}, True),
        ({"snr": 3}, False),
    ],
    ids=str,
)
def test_the_limits_of_a_tone(tones: Any, options: dict[str, float], *, is_key: bool) -> None:
    found = tones.readings(tones.key("6", 200, **options))
    assert any(reading.strict for reading in found) is is_key


def chord(*partials: tuple[float, float]) -> np.ndarray:
    time = np.arange(1_600) / 8_000
    return np.array(sum(level * np.sin(2 * np.pi * hertz * time) for hertz, level in partials))


@pytest.mark.parametrize(
    "partials",
    [
        ((697, 4_000),),
        ((697, 4_000), (770, 4_000)),
        ((697, 4_000), (1209, 4_000), (1477, 3_000)),
        ((697, 4_000), (1209, 4_000), (2418, 1_500)),
        ((941, 4_000), (1336, 4_000), (1882, 1_500)),
        ((425, 4_000),),
        ((350, 4_000), (440, 4_000)),
        ((740, 4_000), (1245, 4_000)),
    ],
    ids=str,
)
def test_what_has_more_than_the_two_tones_or_others_is_none(tones: Any, partials: Any) -> None:
    assert not any(reading.strict for reading in tones.readings(chord(*partials)))


def test_the_second_harmonic_alone_refuses_a_tone(tones: Any) -> None:
    """The share of the two tones would let this one pass."""
    pair, faint = ((770, 4_000), (1336, 4_000)), (2 * 1_336, 1_100)
    assert all(reading.strict for reading in tones.readings(chord(*pair)))
    assert not any(reading.strict for reading in tones.readings(chord(*pair, faint)))


def test_noise_is_no_tone(tones: Any) -> None:
    noise = tones.dice.normal(0, 2_000, 8_000 * 60)
    assert not any(reading.looks for reading in tones.readings(noise))


def swept(codec: Codec) -> np.ndarray:
    """Return 40 s of chords of three voices with overtones, one after another, like a waiting tune."""
    time, out = np.arange(1_600) / 8_000, []
    for step in range(200):
        root = 220 * 2 ** (step % 24 / 12)
        roots = (root, root * 1.26, root * 1.5)
        out.append(sum(np.sin(2 * np.pi * r * n * time) / n for r in roots for n in (1, 2, 3, 4)))
    return np.concatenate(out) * (2_500 if codec is Codec.PCMA else 900)


@pytest.mark.parametrize("codec", Codec)
def test_music_makes_no_key(tones: Any, codec: Codec) -> None:
    assert tones.keys(swept(codec), codec) == ""


@pytest.fixture(scope="module")
def speech() -> list[np.ndarray]:
    """German and English, normal and slow."""
    orders = [SpeechRequest(text * 2, tongue, 1.0) for text, tongue in ((GERMAN, "de"), (ENGLISH, "en"))]
    orders.append(SpeechRequest(GERMAN + ENGLISH, "de", 0.85))
    return [sound.astype(np.float64) for sound in render(orders)]


@pytest.mark.parametrize("codec", Codec)
def test_minutes_of_speech_at_many_pitches_make_no_key(
    tones: Any, speech: list[np.ndarray], codec: Codec
) -> None:
    seconds, likely = 0.0, 0
    for sound in speech:
        for pitch in (0.6, 0.75, 0.9, 1.0, 1.15, 1.35, 1.6):
            places = np.arange(0, len(sound) - 1, pitch)
            moved = np.interp(places, np.arange(len(sound)), sound)
            assert tones.keys(moved, codec) == ""
            found = tones.readings(moved, codec)
            likely += sum(a.looks and b.looks for a, b in itertools.pairwise(found))
            seconds += len(moved) / 8_000
    assert seconds > 600
    assert likely / seconds < 0.05, "speech that is recorded would lose syllables"


class Ear:
    def __init__(self) -> None:
        self.told: list[tuple[int, Reading]] = []

    def heard(self, timestamp: int, reading: Reading) -> None:
        self.told.append((timestamp, reading))


def test_each_listener_and_mark_is_told_of_its_own_frames_in_order(tones: Any) -> None:
    meter, first, second = ToneMeter(2), Ear(), Ear()
    key = tones.octets(tones.key("1", 100, before=0, after=0))
    quiet, marks = Codec.PCMA.silence, [Mark(), Mark()]
    for number in range(3):
        meter.add(first, None, number, Codec.PCMA, key[:FRAME_BYTES])
        meter.add(second, None, number, Codec.PCMU, Codec.PCMU.silence)
    meter.add(None, marks[0], 9, Codec.PCMA, key[:FRAME_BYTES])
    meter.add(None, marks[1], 9, Codec.PCMA, quiet)
    meter.measure()
    meter.measure()
    assert [(at, reading.strict) for at, reading in first.told] == [(0, True), (1, True), (2, True)]
    assert [(at, reading.strict) for at, reading in second.told] == [(0, False), (1, False), (2, False)]
    assert [mark.strict for mark in marks] == [True, False]


@pytest.mark.rule("R12")
def test_nothing_of_a_frame_stays_in_the_meter(tones: Any) -> None:
    meter = ToneMeter(4)
    meter.add(Ear(), None, 0, Codec.PCMA, tones.octets(tones.key("1", before=0, after=0))[:FRAME_BYTES])
    meter.measure()
    assert not any(batch.frames.any() or batch.owners for batch in meter._batches.values())


def test_digital_silence_is_read_without_a_fuss() -> None:
    sound = values(Codec.PCMU).take(np.full((3, FRAME_BYTES), 0xFF, np.uint8))
    assert [reading.looks for reading in read(sound)] == [False] * 3

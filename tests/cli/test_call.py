from __future__ import annotations

import json
import wave

import pytest


def test_a_call_tells_its_story_and_keeps_what_it_heard(installed, target, tmp_path):
    words = ["call", target, "--script", "1s:hangup", "--save", str(tmp_path / "heard.wav"), "--json"]
    done = installed.run(*words)
    assert done.returncode == 0, done.stderr
    story = json.loads(done.stdout)
    assert (story["status"], story["ended_by"]) == (200, "caller")
    assert [moment["what"] for moment in story["moments"]][-2:] == ["answered", "ended by caller"]
    with wave.open(str(tmp_path / "heard.wav")) as heard:
        assert 500 < heard.getnframes() / 8 <= story["heard_ms"] + 1


def test_without_json_it_is_told_in_lines(installed, target):
    done = installed.run("call", target, "--script", "0.5s:hangup")
    assert "   0.00 s  answered" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("heard ")


def test_an_unknown_line_is_rejected_and_the_status_says_so(installed, target):
    done = installed.run("call", target.replace("praxis", "niemand"), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["status"] == 404
    told = installed.run("call", target.replace("praxis", "niemand"))
    assert "there is no such line: sip:niemand@" in told.stderr
    assert "not done" not in told.stdout


def test_steps_that_never_happened_are_named_and_the_status_says_so(installed, target):
    words = ["call", target, "--script", "0.2s:hangup * 1"]
    done = installed.run(*words)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "not done: * 1"
    assert json.loads(installed.run(*words, "--json").stdout)["undone"] == ["*", "1"]


def test_a_place_that_cannot_be_written_is_said_before_the_call(nowhere, tmp_path):
    done = nowhere.run("call", "sip:praxis@127.0.0.1:9", "--save", str(tmp_path / "none" / "heard.wav"))
    assert done.returncode == 2
    assert "cannot be written; nobody was called" in done.stderr


def test_nobody_there_is_no_answer(nowhere):
    done = nowhere.run("call", "sip:praxis@127.0.0.1:9", "--limit", "1")
    assert done.returncode == 1
    assert done.stderr.startswith("no answer from 127.0.0.1:9\n  Is it running there")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody"], "names no address"),
        (["sip:a@127.0.0.1:9", "--script", "sing"], "'sing' is nothing a caller can do"),
        (["sip:a@127.0.0.1:9", "--play", "none.wav"], "cannot be read as WAV"),
        (["sip:a@127.0.0.1:9", "--play", __file__], "cannot be read as WAV"),
    ],
)
def test_what_cannot_be_called_or_played_is_said_in_words(nowhere, words, said):
    done = nowhere.run("call", *words)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_who_asked_to_note_a_receipt_is_told_that_none_was_read_out(installed, target):
    words = ["call", target, "--script", "0.5s:hangup", "--note"]
    assert installed.run(*words).stdout.splitlines()[-1] == "receipt none was read out"
    assert json.loads(installed.run(*words, "--json").stdout)["receipt"] == ""


def test_a_receipt_cannot_be_noted_without_an_installation(nowhere):
    done = nowhere.run("call", "sip:praxis@127.0.0.1:9", "--note")
    assert done.returncode == 1
    assert "holds no installation" in done.stderr

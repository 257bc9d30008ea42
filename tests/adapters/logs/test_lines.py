from __future__ import annotations

import json
import logging
import sys

import pytest

from rufschutz.adapters.logs.lines import line_of
from rufschutz.domain.errors import RufschutzError

NUMBER = "+493023125047"
MAIL = "anrufer@example.org"


def line(name, message, *arguments, extra=None, error=None, level=logging.WARNING):
    record = logging.getLogger(name).makeRecord(
        name,
        level,
        "file",
        1,
        message,
        arguments,
        error and (type(error), error, error.__traceback__),
        "f",
        extra,
    )
    return line_of(record, "voice")


def told(*arguments, **options):
    """Both forms of a line, as they would be written."""
    made = line(*arguments, **options)
    return made.as_json() + made.as_text()


def test_a_line_says_when_where_and_what_apart():
    record = json.loads(line("rufschutz.voice.server", "set by %d ms in %s", 2_100, "voice").as_json())
    assert record.keys() == {"time", "level", "process", "logger", "event", "message", "arguments"}
    assert record["message"] == "set by %d ms in %s"
    assert record["arguments"] == [2_100, "voice"]
    assert (record["level"], record["process"]) == ("WARNING", "voice")
    assert record["time"].endswith("Z")
    assert record["time"][10] == "T"


def test_equal_events_have_one_id_whatever_their_arguments():
    ids = {json.loads(line("rufschutz.a", "set by %d ms", ms).as_json())["event"] for ms in (1, 2)}
    other = json.loads(line("rufschutz.a", "set by %d s", 1).as_json())["event"]
    assert len(ids) == 1
    assert other not in ids


def test_text_is_for_a_person():
    text = line("rufschutz.voice.server", "set by %d ms: 100%%", 2_100).as_text()
    assert text.endswith("voice WARNING rufschutz.voice.server set by 2100 ms: 100%")


@pytest.mark.rule("R39")
@pytest.mark.parametrize(
    ("message", "arguments", "extra"),
    [
        (f"call from {NUMBER}", (), None),
        ("call from %s", (NUMBER,), None),
        ("call from %s", (493_023_125_047,), None),
        ("call from %(who)s", ({"who": MAIL},), None),
        ("call refused", (), {"pii.number": NUMBER}),
        ("call refused", (), {"caller": "Inhaberin der Praxis"}),
        ("call refused", (), {"reason": f"asked by {MAIL}"}),
        ("call refused: %s", (ValueError(NUMBER),), None),
        ("call refused: %s", (RufschutzError(f"sip:{MAIL}"),), None),
        ("call refused: %r", (["Inhaberin", NUMBER],), None),
    ],
)
def test_nothing_personal_gets_out_and_every_leak_is_counted(message, arguments, extra):
    made = line("rufschutz.voice", message, *arguments, extra=extra)
    written = made.as_json() + made.as_text()
    for personal in ("23125", "anrufer", "Inhaberin der Praxis"):
        assert personal not in written
    assert made.dropped or isinstance(arguments[0] if arguments else None, ValueError)


@pytest.mark.rule("R39")
@pytest.mark.parametrize(
    ("name", "message", "arguments"),
    [
        ("asyncio", f"Exception in callback read(b'INVITE sip:{MAIL}')\nhandle: <Handle {NUMBER}>", ()),
        (
            "asyncio",
            f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{NUMBER}')>",
            (),
        ),
        ("django.request", "Not Found: %s", (f"/einrichten/geheimes-wort/{MAIL}",)),
        ("uvicorn.error", f"Invalid HTTP request received: {NUMBER} geheimes-wort", ()),
        ("py.warnings", "%s", (f"file.py:1: UserWarning: {NUMBER} geheimes-wort",)),
    ],
)
def test_libraries_are_told_by_their_leading_words(name, message, arguments):
    written = told(name, message, *arguments, extra={"request": MAIL})
    for personal in ("23125", "anrufer", "geheimes-wort", "INVITE"):
        assert personal not in written


def test_a_library_s_plain_numbers_stay():
    assert line("uvicorn.error", "Started server process [%d]", 4_711).arguments == (4_711,)


@pytest.mark.rule("R39")
def test_an_exception_s_words_stay_inside():
    def fail():
        caller = NUMBER
        raise KeyError(caller, MAIL)

    try:
        fail()
    except KeyError as error:
        made = line("rufschutz.voice", "a call failed", error=error)
    written = made.as_json() + made.as_text()
    assert "KeyError" in written
    assert " fail" in written
    assert "23125" not in written
    assert "anrufer" not in written


def test_an_exc_info_without_an_error_is_no_failure():
    record = logging.makeLogRecord({"name": "rufschutz", "msg": "x", "exc_info": sys.exc_info()})
    assert line_of(record, "voice").failure is None


def test_what_cannot_be_written_as_json_is_still_a_line():
    assert json.loads(line("rufschutz.a", "load %s", float(3)).as_json())["arguments"] == [3.0]

"""Lines are added and changed at the shell; what cannot be spoken is refused whole, with its reasons."""

from __future__ import annotations

import json

import pytest


def line(office, name="praxis"):
    return json.loads(office.run("lines", "show", name, "--json").stdout)


@pytest.mark.rule("R97")
@pytest.mark.rule("R108")
@pytest.mark.long
def test_a_line_opens_as_its_owner_chose_and_refuses_what_cannot_be_spoken(installed, tmp_path):
    office = installed.copy(tmp_path)
    name = json.loads(office.run("lines", "list", "--json").stdout)[0]["line"]
    before = line(office, name)
    assert (before["opening"], before["reasons"], before["texts"]) == ("ask_first", None, {})
    assert before["page"].endswith(f"/datenschutz/{name}")
    assert "nothing to change" in office.run("lines", "set", name).stderr
    done = office.run("lines", "set", name, "--opening", "ask_later", "--reasons", "appointment,callback")
    assert "is in force" in done.stdout
    assert line(office, name)["reasons"] == ["appointment", "callback"]
    plan = next((office.data / "plans").glob("*.plan")).read_bytes()
    assert b'"opening.keypad.ask_later"' in plan

    refused = office.run(
        "lines", "text", name, "opening.keypad.ask_later", "--de", "Guten Tag, bitte warten."
    )
    assert refused.returncode == 1
    assert "texts.opening.keypad.ask_later.de" in refused.stderr
    assert "mandatory slot human is empty" in refused.stderr
    assert line(office, name)["texts"] == {}
    assert next((office.data / "plans").glob("*.plan")).read_bytes() == plan

    assert office.run("lines", "text", name, "goodbye.noted", "--de", "Danke, bis bald.").returncode == 0
    assert line(office, name)["texts"] == {"goodbye.noted": {"de": "Danke, bis bald."}}
    assert "Danke, bis bald." in office.run("lines", "show", name).stdout
    assert office.run("lines", "text", name, "goodbye.noted", "--reset").returncode == 0
    texts = office.run("lines", "text", name).stdout
    assert "goodbye.noted " in texts
    assert "Danke, bis bald." not in texts
    listed = office.run("lines", "list").stdout
    assert "peers 127.0.0.1" in listed
    assert "appointment,callback" in listed
    assert f"/datenschutz/{name}" in listed


def test_a_second_line_answers_for_the_same_controller(installed, tmp_path):
    office = installed.copy(tmp_path)
    added = office.run("lines", "add", "rezepte", "--name", "Rezepte", "--peer", "192.0.2.0/24")
    assert "rezepte answers now" in added.stdout
    assert line(office, "rezepte")["peers"] == ["192.0.2.0/24"]
    assert len(list((office.data / "plans").glob("*.plan"))) == 2
    assert "nothing new" in office.run("lines", "news").stdout


def test_what_is_spoken_is_shown_in_writing_and_can_be_put_right(installed, tmp_path):
    office = installed.copy(tmp_path)
    shown = office.run("lines", "written", "praxis").stdout
    assert shown.startswith("address")
    done = office.run("lines", "written", "praxis", "--dpo", "dsb@example.org").stdout
    assert "dpo         dsb@example.org  (spoken: " in done


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["add", "rezepte", "--name", "Rezepte"], "--peer"),
        (["text", "praxis", "goodbye.noted"], "--reset"),
        (["text", "praxis", "--de", "Danke."], "lines text LINE"),
        (["text", "praxis", "goodbye.noted", "--de", "Danke.", "--reset"], "--reset"),
        (["set", "praxis", "--opening", "ask_never"], "ask_never"),
        (["set", "praxis", "--peer", "example.org"], "example.org"),
        (["set", "praxis", "--peer", "0.0.0.0/0"], "everybody"),
        (["add", "rezepte", "--name", "Rezepte", "--peer", "::/0"], "everybody"),
        (["add", "rezepte", "--name", " ", "--peer", "192.0.2.1"], "a name says something"),
        (["set", "praxis", "--name", ""], "a name says something"),
        (["set", "praxis", "--reasons", ""], "leaves a reason out"),
        (["set", "praxis", "--reasons", "appointment,"], "leaves a reason out"),
    ],
)
def test_what_cannot_be_meant_is_a_mistake_of_the_call(nowhere, words, what):
    answer = nowhere.run("lines", *words)
    assert answer.returncode == 2
    assert what in answer.stderr


def test_a_line_that_is_not_there_is_named(installed):
    answer = installed.run("lines", "show", "nobody")
    assert answer.returncode == 1
    assert "rufschutz lines list" in answer.stderr

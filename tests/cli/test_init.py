from __future__ import annotations

import stat
import sys

import pytest

OPTIONS = ["--name", "N", "--short", "N", "--address", "A", "--dpo", "D", "--authority", "B", "--url", "U",
           "--email", "inhaber@example.org", "--owner", "O"]  # fmt: skip


def test_it_says_where_the_root_key_lies_how_to_sign_in_and_what_to_start(installed):
    said = (installed.data.parent / "said").read_text("utf-8")
    assert str(installed.root_key) in said
    assert "http://127.0.0.1:0/einrichten/" in said
    again = f"Start it: {sys.executable} -m rufschutz --data {installed.data} serve"
    assert said.index(again) < said.index("rendering the announcements")


def test_nobody_else_can_enter_what_it_made(installed):
    assert stat.S_IMODE(installed.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(installed.root_key.stat().st_mode) == 0o600


def test_it_never_sets_up_over_an_installation(office):
    before = (office.data / "rufschutz.toml").read_bytes()
    done = office.run("init", *OPTIONS)
    assert done.returncode == 1
    assert "holds an installation already" in done.stderr
    assert f"rufschutz --data {office.data} serve" in done.stderr
    assert "init --new-link EMAIL" in done.stderr
    assert "making directories" not in done.stderr
    assert (office.data / "rufschutz.toml").read_bytes() == before


def test_it_never_sets_up_among_other_files(nowhere):
    nowhere.data.mkdir()
    (nowhere.data / "letter.txt").touch()
    done = nowhere.run("init", *OPTIONS)
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert not nowhere.root_key.exists()


def test_what_is_not_given_is_asked_for_and_where_nobody_answers_all_of_it_is_named(nowhere):
    done = nowhere.run("init", "--short", "Praxis")
    assert done.returncode == 2
    assert "Full name of the controller" in done.stdout
    assert "give --name --address --dpo --authority --url --email --owner" in done.stderr
    assert not nowhere.data.exists()


def test_another_link_opens_the_same_account(office):
    done = office.run("init", "--new-link", "Inhaber@example.org")
    assert done.returncode == 0
    assert done.stdout.startswith("http://127.0.0.1:0/einrichten/")
    assert done.stdout not in (office.root_key.parent.parent / "said").read_text("utf-8")


def test_a_stranger_gets_no_link(office):
    done = office.run("init", "--new-link", "fremd@example.org")
    assert done.returncode == 1
    assert "no account with this address" in done.stderr


def test_an_installation_is_seen_before_anything_is_asked(office):
    done = office.run("init")
    assert done.returncode == 1
    assert "holds an installation already" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--sip-port", "70000"], "--sip-port"),
        (["--web-port", "-1"], "--web-port"),
        (["--rtp-ports", "20000", "99999"], "--rtp-ports"),
        (["--rtp-ports", "22000", "20000"], "--rtp-ports 20000 22000"),
        (["--peer", "fritz.box"], "--peer 192.0.2.10"),
        (["--sip-host", "300.1.1.1"], "'300.1.1.1' is no address"),
        (["--web-host", "a b"], "--web-host"),
        (["--sip-port", "8420"], "are both 8420: SIP takes TCP, too"),
        (["--line", "Größe"], "'Größe' cannot be the user part"),
        (["--email", "owner@example"], "'owner@example' is no e-mail address"),
    ],
)
def test_impossible_settings_are_refused_before_anything_is_made(nowhere, words, said):
    done = nowhere.run("init", *OPTIONS, *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert not nowhere.data.exists()
    assert not nowhere.root_key.exists()


def test_a_database_that_does_not_answer_is_said_before_anything_is_made(nowhere):
    done = nowhere.run("init", *OPTIONS, "--database", "postgres://nobody:secret@127.0.0.1:1/none")
    assert done.returncode == 1
    assert done.stderr.startswith("the database cannot be reached: ")
    assert "RUFSCHUTZ_DATABASE" in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr
    assert not nowhere.data.exists()


def test_names_that_are_too_long_are_said_with_the_option_to_shorten(nowhere):
    long = "Gemeinschaftspraxis für Innere Medizin und Kardiologie am alten Markt"
    wanted = ["--short", long, "--address", " ".join(["Marktplatz eins"] * 40)]
    done = nowhere.run("init", *OPTIONS, *wanted)
    assert done.returncode == 1
    assert "privacy.keypad" in done.stderr
    assert "the plan before" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert all(
        option in last for option in ("--short", "--name", "--address", "--dpo", "--authority", "--url")
    )

from __future__ import annotations

import stat

OPTIONS = ["--name", "N", "--short", "N", "--address", "A", "--dpo", "D", "--authority", "B", "--url", "U",
           "--email", "inhaber@example.org", "--owner", "O"]  # fmt: skip


def test_it_says_where_the_root_key_lies_how_to_sign_in_and_what_to_start(installed):
    said = (installed.data.parent / "said").read_text("utf-8")
    assert str(installed.root_key) in said
    assert "http://127.0.0.1:8420/einrichten/" in said
    assert said.index("rufschutz serve") < said.index("rendering the announcements")


def test_nobody_else_can_enter_what_it_made(installed):
    assert stat.S_IMODE(installed.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(installed.root_key.stat().st_mode) == 0o600


def test_it_never_sets_up_over_an_installation(office):
    before = (office.data / "rufschutz.toml").read_bytes()
    done = office.run("init", *OPTIONS)
    assert done.returncode == 1
    assert "holds an installation already" in done.stderr
    assert "rufschutz serve" in done.stderr
    assert (office.data / "rufschutz.toml").read_bytes() == before


def test_it_never_sets_up_among_other_files(nowhere):
    nowhere.data.mkdir()
    (nowhere.data / "letter.txt").touch()
    done = nowhere.run("init", *OPTIONS)
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert not nowhere.root_key.exists()


def test_what_is_not_given_is_asked_for(nowhere):
    done = nowhere.run("init")
    assert done.returncode == 1
    assert "Full name of the controller" in done.stdout
    assert not nowhere.data.exists()


def test_another_link_opens_the_same_account(office):
    done = office.run("init", "--new-link", "Inhaber@example.org")
    assert done.returncode == 0
    assert done.stdout.startswith("http://127.0.0.1:8420/einrichten/")
    assert done.stdout not in (office.root_key.parent.parent / "said").read_text("utf-8")


def test_a_stranger_gets_no_link(office):
    done = office.run("init", "--new-link", "fremd@example.org")
    assert done.returncode == 1
    assert "no account with this address" in done.stderr

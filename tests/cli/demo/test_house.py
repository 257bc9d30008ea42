from __future__ import annotations

import socket
from types import SimpleNamespace

import pytest

from rufschutz.cli.demo import house as module
from rufschutz.cli.demo.house import MADE, DemoError, House, _free_port
from rufschutz.core.setup.ground import Choice, lay


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setenv("RUFSCHUTZ_ROOT_KEY_FILE", str(tmp_path / "demo" / "keys" / "root.key"))
    return House(tmp_path / "demo", lambda _: None)


def test_a_second_demo_removes_what_the_first_made_and_nothing_else(house):
    lay(house.data, Choice(demo=True), "1" * 32)
    (house.directory / "certificate.json").touch()
    (house.directory / "heard.wav").touch()
    house._make_room()
    assert not any((house.directory / name).exists() for name in MADE)
    assert (house.directory / "heard.wav").exists()


def test_a_directory_of_real_calls_is_not_a_demos(house):
    lay(house.data, Choice(), "1" * 32)
    with pytest.raises(DemoError, match="not marked demo"):
        house._make_room()
    assert house.data.exists()


def test_a_directory_with_something_else_is_not_a_demos(house):
    house.directory.mkdir()
    (house.directory / "letter.txt").touch()
    with pytest.raises(DemoError, match="is not empty"):
        house._make_room()


def test_a_link_in_the_place_of_data_is_removed_and_not_followed(house, tmp_path):
    lay(tmp_path / "elsewhere", Choice(demo=True), "1" * 32)
    house.directory.mkdir(exist_ok=True)  # the root key made it
    house.data.symlink_to(tmp_path / "elsewhere")
    house._make_room()
    assert (tmp_path / "elsewhere" / "rufschutz.toml").exists()
    assert not house.data.is_symlink()


def test_a_process_that_falls_is_named_with_its_last_words(house):
    house.directory.mkdir()
    (house.directory / "processes.log").write_text("port in use\n")
    stands, fell = SimpleNamespace(poll=lambda: None), SimpleNamespace(poll=lambda: 1)
    house._children = [stands, fell, stands]
    with pytest.raises(DemoError, match="worker ended") as refused:
        house._check(float("inf"))
    assert "port in use" in refused.value.diagnostics()


def test_processes_that_do_not_come_up_are_not_waited_for_for_ever(house):
    house.directory.mkdir()
    (house.directory / "processes.log").touch()
    house._children = [SimpleNamespace(poll=lambda: None)] * 3
    with pytest.raises(DemoError, match="did not come up"):
        house._check(0.0)


def test_the_way_in_names_address_link_account_and_second_factor(house):
    said = []
    house.say = said.append
    house.directory.mkdir()
    house.installation = SimpleNamespace(web_host="127.0.0.1", web_port=8421, run=house.directory)
    (house.directory / "voice.json").write_text('{"host": "127.0.0.1", "port": 5071}')
    house._token = "once"
    house.show_the_way_in("695934359")
    words = "\n".join(said)
    assert "695934359" in words
    assert "http://127.0.0.1:8421/beleg " in words
    assert f"{house.data} " in words, "commands need it"
    assert "was simulated" in words
    assert "--script '1 play # # 1'" in words
    assert "--note" in words
    assert f"--play {house.directory / 'message.wav'}" in words
    for word in ("http://127.0.0.1:8421/einrichten/once/", module.EMAIL, module.TOTP_SECRET, ":5071"):
        assert word in words


def test_who_ends_it_is_said_goodbye_to(house, monkeypatch):
    said = []
    house.say = said.append
    house._children = [SimpleNamespace(poll=lambda: None)]
    monkeypatch.setattr(module.time, "sleep", lambda _: module._interrupt(2, None))
    house.stay()
    assert said == ["\nThe demo ends. Goodbye."]


def test_a_second_demo_in_the_same_directory_leaves_the_running_one_alone(house):
    house._make_room()
    lay(house.data, Choice(demo=True), "1" * 32)
    second = House(house.directory, lambda _: None)
    with pytest.raises(DemoError, match="a demo is running") as refused:
        second._make_room()
    assert "--directory DIR" in refused.value.advice
    assert house.data.exists()
    house._end()
    second._make_room()
    second._end()


def test_commands_find_the_demos_root_key_by_its_settings(house, monkeypatch):
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    lay(house.data, Choice(demo=True, root_key_file=str(house.root_key_file)), "1" * 32)
    monkeypatch.delenv("RUFSCHUTZ_ROOT_KEY_FILE")
    assert module.runtime.read(house.data).root_key_file == house.root_key_file


def test_a_taken_port_is_passed_over():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert _free_port(port, socket.SOCK_DGRAM) > port

from __future__ import annotations

import socket
import time

import pytest

from rufschutz.cli.final import FINAL
from rufschutz.vault.keystore.root import RootKey


@pytest.mark.parametrize("part", [[], ["worker"], ["web"]])
def test_a_wrong_root_key_starts_nothing_and_says_what_to_do(office, tmp_path, part):
    RootKey.create(tmp_path / "other.key")
    done = office.run("serve", *part, RUFSCHUTZ_ROOT_KEY_FILE=str(tmp_path / "other.key"))
    assert done.returncode == (FINAL if part else 1)
    assert "root key" in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert "console" not in done.stdout


def test_a_missing_root_key_starts_nothing_and_says_what_to_do(office, tmp_path):
    done = office.run("serve", RUFSCHUTZ_ROOT_KEY_FILE=str(tmp_path / "none.key"))
    assert done.returncode == 1
    assert "none.key" in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert not (office.data / "run" / "voice.json").exists()


def test_a_part_that_is_none_is_a_mistake_of_the_call(installed):
    assert installed.run("serve", "kitchen").returncode == 2


@pytest.fixture
def set_port(office):
    """Write a port into the settings."""

    def write(name, port):
        file = office.data / "rufschutz.toml"
        lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(f"{name} ")]
        file.write_text("\n".join([*lines, f"{name} = {port}\n"]), "utf-8")

    return write


def taken(kind):
    held = socket.socket(socket.AF_INET, kind)
    held.bind(("127.0.0.1", 0))
    if kind == socket.SOCK_STREAM:
        held.listen(1)
    return held


def test_a_taken_sip_port_ends_voice_for_good_and_names_the_setting(office, set_port):
    with taken(socket.SOCK_DGRAM) as held:
        set_port("sip_port", held.getsockname()[1])
        done = office.run("serve", "voice")
    assert done.returncode == FINAL
    assert "voice cannot listen on udp and tcp 127.0.0.1" in done.stderr
    assert "sip_port in rufschutz.toml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("part", "status"), [(["web"], FINAL), ([], 1)])
def test_a_taken_web_port_starts_nothing_and_names_the_setting(office, set_port, part, status):
    with taken(socket.SOCK_STREAM) as held:
        set_port("web_port", held.getsockname()[1])
        done = office.run("serve", *part)
    assert done.returncode == status
    assert "web_port in rufschutz.toml" in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_all_end_when_one_cannot_run(office, set_port):
    set_port("web_port", 0)
    with taken(socket.SOCK_DGRAM) as held:
        set_port("sip_port", held.getsockname()[1])
        began = time.monotonic()
        done = office.run("serve")
    assert done.returncode == 1
    assert "voice cannot run as things are set" in done.stdout
    assert "starts again" not in done.stdout
    assert "Traceback" not in done.stderr
    assert time.monotonic() - began < 45

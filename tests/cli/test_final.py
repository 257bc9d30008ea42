from __future__ import annotations

import socket

import pytest

from rufschutz.cli.final import FINAL, PortError, RunningError, alone, ending_for_good, require_port
from rufschutz.handover import supervision
from rufschutz.handover.supervision import Supervision
from rufschutz.vault.keystore.root import RootKeyWrong
from rufschutz.voice.errors import AddressError


@pytest.mark.parametrize("error", [PortError, RootKeyWrong, AddressError])
def test_what_no_new_start_mends_has_a_status_of_its_own(error, capsys):
    with pytest.raises(SystemExit) as ended, ending_for_good():
        raise error("taken", advice="Take another.")
    assert ended.value.code == FINAL
    assert capsys.readouterr().err == "taken\n  Take another.\n"


def test_a_second_one_is_told_that_it_runs_already_and_as_what(tmp_path):
    supervision.write(tmp_path, Supervision(1, 4711, ending=False, children=()))
    with alone(tmp_path):
        with pytest.raises(RunningError, match="already as process 4711") as refused, alone(tmp_path):
            pass
        assert "rufschutz health" in refused.value.advice
    with alone(tmp_path):
        pass


def test_any_free_port_will_do():
    require_port("127.0.0.1", 0)


def test_a_taken_port_is_refused_with_its_setting():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(PortError) as refused:
        require_port("127.0.0.1", taken.getsockname()[1])
    assert "in use" in str(refused.value)
    assert "web_port" in refused.value.advice


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(PortError, match=r"cannot listen on tcp 192\.0\.2\.1"):
        require_port("192.0.2.1", 8420)

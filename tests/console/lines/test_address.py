from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from rufschutz.console.lines.address import sip_address

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def installation(tmp_path: Path, settings) -> SimpleNamespace:
    settings.INSTALLATION = SimpleNamespace(run=tmp_path, advertised="", sip_host="127.0.0.1", sip_port=5060)
    return settings.INSTALLATION


def test_the_port_is_the_one_telephony_took(installation: SimpleNamespace) -> None:
    assert sip_address("praxis") == "sip:praxis@127.0.0.1:5060"
    (installation.run / "voice.json").write_text('{"port": 5071}')
    assert sip_address("praxis") == "sip:praxis@127.0.0.1:5071"


@pytest.mark.parametrize("broken", ["", "[]", "{}", '{"port": "x"}'])
def test_a_broken_status_file_is_no_answer(installation: SimpleNamespace, broken: str) -> None:
    (installation.run / "voice.json").write_text(broken)
    assert sip_address("praxis").endswith(":5060")


def test_the_advertised_address_comes_first(installation: SimpleNamespace) -> None:
    installation.advertised = "pbx.example.org"
    assert sip_address("praxis") == "sip:praxis@pbx.example.org:5060"


def test_without_an_installation_there_is_no_address() -> None:
    assert sip_address("praxis") == ""

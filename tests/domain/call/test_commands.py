from __future__ import annotations

import typing

import pytest

from rufschutz.domain.call import commands


@pytest.mark.parametrize("command", typing.get_args(commands.Command))
def test_an_order_cannot_be_changed(command):
    assert command.__dataclass_params__.frozen


@pytest.mark.rule("R12")
def test_only_starting_and_going_on_take_a_grant():
    with_grant = {c for c in typing.get_args(commands.Command) if "grant" in c.__dataclass_fields__}
    assert with_grant == {commands.StartRecording, commands.ResumeRecording}

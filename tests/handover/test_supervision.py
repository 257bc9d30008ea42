from __future__ import annotations

import pytest

from rufschutz.handover.supervision import FILE, ChildState, Supervision, read, write

STATE = Supervision(
    1_000, 7, False, (ChildState("voice", 8), ChildState("worker", 0, 5, 900, -9, 1_500))
)  # fmt: skip


def test_what_was_written_is_read(tmp_path):
    write(tmp_path, STATE)
    assert read(tmp_path) == STATE


def test_a_child_of_an_older_version_lacks_only_what_has_a_default(tmp_path):
    (tmp_path / FILE).write_text(
        '{"at": 1, "pid": 2, "ending": true, "children": [{"name": "web", "pid": 3}]}'
    )
    assert read(tmp_path) == Supervision(1, 2, True, (ChildState("web", 3),))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"at": 1}', '{"at":1,"pid":2,"ending":true,"children":[{"x":1}]}']
)
def test_what_cannot_be_read_is_nothing(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    assert read(tmp_path) is None


def test_nothing_is_nothing(tmp_path):
    assert read(tmp_path) is None

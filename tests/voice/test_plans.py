from __future__ import annotations

import os

import pytest

from rufschutz.voice.plans import PlanBook


@pytest.fixture
def book(kit):
    book = PlanBook(kit.directory, kit.public_key)
    book.refresh()
    return book


def test_a_line_is_found_by_its_user_part(book):
    assert book.find("praxis").line == "line-1"
    assert book.find("nobody") is None
    assert len(book) == len(book.every()) == 1


def test_a_new_plan_is_picked_up(book, kit):
    kit.publish(version="plan-2")
    os.utime(kit.directory / "line-1.plan", ns=(1, 1))
    assert book.refresh()
    assert book.find("praxis").version == "plan-2"
    assert not book.refresh()


def test_a_plan_nobody_signed_never_replaces_a_good_one(book, kit, caplog):
    path = kit.directory / "line-1.plan"
    path.write_bytes(path.read_bytes().replace(b"P7D", b"P9D"))
    book.refresh()
    assert book.find("praxis").recording.promised == "P7D"
    assert "plan refused" in caplog.text


def test_a_plan_that_is_gone_answers_no_more(book, kit):
    (kit.directory / "line-1.plan").unlink()
    assert book.refresh()
    assert book.find("praxis") is None


def test_a_file_that_vanishes_while_it_is_read_is_no_fault(book, kit, monkeypatch):
    kit.publish(version="plan-2")
    path = kit.directory / "line-1.plan"
    os.utime(path, ns=(1, 1))
    monkeypatch.setattr(type(path), "read_bytes", lambda _: (_ for _ in ()).throw(FileNotFoundError))
    book.refresh()
    assert book.find("praxis") is None


def test_a_plan_that_cannot_be_read_ends_no_call_and_is_tried_again(book, kit, monkeypatch, caplog):
    kit.publish(version="plan-2")
    path = kit.directory / "line-1.plan"
    os.utime(path, ns=(1, 1))
    with monkeypatch.context() as patch:
        patch.setattr(type(path), "read_bytes", lambda _: (_ for _ in ()).throw(PermissionError))
        book.refresh()
    assert book.find("praxis").version == "plan-1"
    assert "cannot be read" in caplog.text
    book.refresh()
    assert book.find("praxis").version == "plan-2"


@pytest.mark.parametrize(
    ("called", "diverted", "host", "found"),
    [
        ("praxis", "", "127.0.0.1", True),
        ("sammelruf", "praxis", "127.0.0.1", True),
        ("nobody", "", "127.0.0.1", False),
        ("praxis", "", "192.0.2.9", False),
    ],
)
def test_a_plan_serves_its_line_and_its_peers_alone(book, called, diverted, host, found):
    assert (book.serving(called, diverted, host) is not None) is found

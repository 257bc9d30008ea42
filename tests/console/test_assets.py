"""Files of the pages: whole, in part, unchanged, and never as a stream that would warn."""

from __future__ import annotations

from django.test import Client

ICON = "/static/console/icon.svg"


def test_a_file_is_sent_at_once(stage: object) -> None:
    answer = Client().get(ICON)
    assert (answer.status_code, answer.streaming) == (200, False)
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert answer.content.startswith(b"<svg")


def test_a_part_of_a_file(stage: object) -> None:
    answer = Client().get(ICON, headers={"Range": "bytes=1-3"})
    assert (answer.status_code, answer.content) == (206, b"svg")


def test_what_the_browser_has_is_not_sent_again(stage: object) -> None:
    known = Client().get(ICON).headers["Last-Modified"]
    answer = Client().get(ICON, headers={"If-Modified-Since": known})
    assert (answer.status_code, answer.content) == (304, b"")


def test_asking_only_for_the_head(stage: object) -> None:
    answer = Client().head(ICON)
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 0

"""Free text holds what a person can read, and nothing that a database refuses or a reader is misled by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.freetext import (
    UnreadableSignError,
    require_readable,
    unreadable_places,
    unreadable_sign,
)


@pytest.mark.parametrize("text", ["", "Rückruf bitte\r\nab 8 Uhr\tdanke", "Größe 👩‍👧, 5 µg – „gut“", "שלום"])
def test_what_people_write_is_taken_as_it_came(text):
    assert require_readable(text) == text


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("a\x00b", "U+0000"),
        ("\x1b[31mrot", "U+001B"),
        ("\x7f", "U+007F"),
        ("\x85", "U+0085"),
        ("\udcff", "U+DCFF"),
        ("Frist \u202e7\u202c Tage", "U+202E"),
    ],
)
def test_a_sign_that_nobody_can_read_is_refused_by_its_name(text, sign):
    assert unreadable_sign(text) == sign
    with pytest.raises(UnreadableSignError, match=sign.replace("+", r"\+")) as refused:
        require_readable(text)
    assert refused.value.advice


def test_a_document_is_searched_everywhere_by_names_and_positions():
    document = {"reason": "gut", "rows": [{"why": "\x00"}, 3, None], "a\x01": "x", "words": {"de": "\udc00"}}
    assert unreadable_places(document) == (
        ("rows", 0, "why"),
        ("a\x01",),
        ("words", "de"),
    )
    assert unreadable_places(["\x00"], "body") == (("body", 0),)


@given(st.text())
def test_what_is_taken_can_be_stored(text):
    if not unreadable_sign(text):
        assert "\0" not in text
        text.encode()

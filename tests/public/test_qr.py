"""The code is drawn in the page, with a text beside it and without any style of its own."""

from __future__ import annotations

from rufschutz.public.qr import drawn


def test_it_is_an_image_with_a_title_that_nothing_can_break_out_of() -> None:
    svg = drawn("https://example.org/datenschutz/praxis", "QR <b> & mehr")
    assert svg.startswith('<svg role="img"')
    assert "<title>QR &lt;b&gt; &amp; mehr</title>" in svg


def test_it_has_no_style_and_scales() -> None:
    code = drawn("https://example.org/datenschutz/praxis", "x")
    assert "style" not in code
    assert "viewBox" in code
    assert "<?xml" not in code


def test_another_address_is_another_code() -> None:
    assert drawn("https://example.org/a", "x") != drawn("https://example.org/b", "x")

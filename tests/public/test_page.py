"""A page stands alone: its own templates, its own words, nothing of who asks."""

from __future__ import annotations

import pytest
from django.template import TemplateDoesNotExist
from django.utils import translation

from rufschutz.domain.call.commands import Language
from rufschutz.public.page import Frame, part, show


def test_a_page_leads_to_its_other_language_and_to_its_line() -> None:
    page = show(
        "fault",
        Language.EN,
        {"fault": "ours"},
        Frame("/datenschutz/praxis", "praxis", "Praxis", writes=True),
        500,
    )
    text = page.content.decode()
    assert (page.status_code, page["Content-Language"]) == (500, "en")
    assert 'href="/datenschutz/praxis" hreflang="de"' in text
    assert 'href="/en/anliegen/praxis"' in text


def test_a_page_of_nobody_names_nobody() -> None:
    text = show("fault", Language.DE, {"fault": "missing"}).content.decode()
    assert "/anliegen/" not in text
    assert 'href="/beleg"' in text


def test_the_language_before_is_the_language_after() -> None:
    with translation.override("de"):
        show("fault", Language.EN, {"fault": "ours"})
        assert translation.get_language() == "de"


def test_no_template_of_the_console_is_reached() -> None:
    with pytest.raises(TemplateDoesNotExist):
        part("../base", Language.DE, {})

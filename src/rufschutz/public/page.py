"""How a public page is rendered: own templates, in one language, with the frame around it.

Decides only what the frame shows. It must never look at a cookie or an account: the values
here are the same for everybody who opens the address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template import engines
from django.utils import translation
from django.utils.safestring import mark_safe

from rufschutz.public.tongue import address, other

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

    from rufschutz.domain.call.commands import Language


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a page leads: its address in the other language, the pages of its line, '' for none.

    ``writes``: whether one of them takes requests in writing.
    """

    switch: str = ""
    line: str = ""
    name: str = ""
    writes: bool = False


def part(template: str, language: Language, values: Mapping[str, object]) -> SafeString:
    """Return a piece of a page in a language, which may be another one than its page's."""
    with translation.override(language.value):
        found = engines["public"].get_template(f"public/{template}.html")
        return mark_safe(found.render(dict(values)))  # noqa: S308 - what a template has escaped


def show(
    template: str,
    language: Language,
    values: Mapping[str, object],
    frame: Frame | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return a page; ``template`` is a name without folder and ending."""
    frame = frame or Frame()
    with translation.override(language.value):
        around = {
            "language": language.value,
            "switch": frame.switch,
            "switch_language": other(language).value,
            "name": frame.name,
            "receipt_address": address("receipt", language),
            "notice_address": address("notice", language, frame.line) if frame.line else "",
            "enquiry_address": address("enquiry", language, frame.line) if frame.writes else "",
        }
        words = part(template, language, {**around, **values})
    return HttpResponse(words, status=status, headers={"Content-Language": language.value})

"""What every page shows around its content: who is signed in, where they may go, language and theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from rufschutz.adapters.build import build, version
from rufschutz.console.preferences import LABELS as THEMES
from rufschutz.console.preferences import Theme, back_from, theme_of
from rufschutz.console.screens import LABELS, screens_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rufschutz.console.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    address: str
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A language or a theme that can be chosen."""

    value: str
    label: str
    current: bool


def frame(request: HttpRequest) -> dict[str, object]:
    """Return the frame's values for a template; pages without a viewer get no navigation."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    theme = theme_of(request)
    return {
        "viewer": viewer,
        "navigation": _navigation(request, viewer),
        "demo": _demo(),
        "theme": "" if theme is Theme.SYSTEM else theme.value,
        "themes": tuple(Choice(each.value, str(THEMES[each]), each is theme) for each in Theme),
        "languages": tuple(Choice(code, name, code == get_language()) for code, name in settings.LANGUAGES),
        "back": back_from(request),
        "program": f"Rufschutz {version()} · {build()}" if viewer else "",
    }


def _navigation(request: HttpRequest, viewer: Viewer | None) -> tuple[Entry, ...]:
    if viewer is None:
        return ()
    addresses = [(screen, reverse(screen.value)) for screen in screens_of(viewer.role)]
    return tuple(
        Entry(address, str(LABELS[screen]), request.path.startswith(address)) for screen, address in addresses
    )


def _demo() -> bool:
    return settings.INSTALLATION is not None and settings.INSTALLATION.demo

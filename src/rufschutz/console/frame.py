"""What every page shows around its content: who is signed in, where they may go, language and theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import get_language

from rufschutz.adapters.build import build, version
from rufschutz.adapters.clock import Clock
from rufschutz.console.navigation import navigation
from rufschutz.console.preferences import LABELS as THEMES
from rufschutz.console.preferences import Theme, back_from, theme_of
from rufschutz.console.screens import Screen, screens_of
from rufschutz.core.approvals.queries import waiting

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rufschutz.console.viewer import Viewer


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
        "navigation": None if viewer is None else navigation(viewer.role, request.path, _waiting(viewer)),
        "demo": _demo(),
        "theme": "" if theme is Theme.SYSTEM else theme.value,
        "themes": tuple(Choice(each.value, str(THEMES[each]), each is theme) for each in Theme),
        "languages": tuple(Choice(code, name, code == get_language()) for code, name in settings.LANGUAGES),
        "back": back_from(request),
        "program": f"Rufschutz {version()} · {build()}" if viewer else "",
    }


def _waiting(viewer: Viewer) -> int:
    """Return how many approvals wait, where the viewer has their screen."""
    return (
        waiting(viewer.actor.tenant, Clock().now()).count
        if Screen.APPROVALS in screens_of(viewer.role)
        else 0
    )


def _demo() -> bool:
    return settings.INSTALLATION is not None and settings.INSTALLATION.demo

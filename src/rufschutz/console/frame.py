"""What every page shows around its content: who is signed in, and where they may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

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


def frame(request: HttpRequest) -> dict[str, object]:
    """Return the frame's values for a template; pages without a viewer get no navigation."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    return {"viewer": viewer, "navigation": _navigation(request, viewer), "demo": _demo()}


def _navigation(request: HttpRequest, viewer: Viewer | None) -> tuple[Entry, ...]:
    if viewer is None:
        return ()
    addresses = [(screen, reverse(screen.value)) for screen in screens_of(viewer.role)]
    return tuple(
        Entry(address, str(LABELS[screen]), request.path.startswith(address)) for screen, address in addresses
    )


def _demo() -> bool:
    return settings.INSTALLATION is not None and settings.INSTALLATION.demo

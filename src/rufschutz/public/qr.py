"""A page's address as a QR code (ISO/IEC 18004) for paper, drawn in the page itself.

Decides the drawing only: black on white with the quiet zone that readers need, and no style
that a strict content policy would refuse.
"""

from __future__ import annotations

import io
from typing import Final

import segno

QUIET: Final = 4
"""Modules of white around the code (ISO/IEC 18004, 6.3.8)."""


def drawn(address: str, title: str) -> str:
    """Return the code as an SVG element with a text alternative; medium error correction."""
    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=QUIET, light="#fff", title=title
    )
    return out.getvalue().decode().replace("<svg ", '<svg role="img" ', 1)

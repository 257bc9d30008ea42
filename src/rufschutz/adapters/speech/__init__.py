"""Words to sound, when a call plan is compiled. The engine is espeak-ng.

`render` is the one door; nothing here runs while a call is up.
"""

from __future__ import annotations

from rufschutz.adapters.speech.engine import SpeechError, SpeechRequest, render

__all__ = ["SpeechError", "SpeechRequest", "render"]

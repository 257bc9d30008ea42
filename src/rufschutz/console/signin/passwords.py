"""Passwords that guessers try first in a German practice: common words with digits behind them.

Decides only that; length, Django's own list of common passwords and likeness to the
address are decided by Django's validators. Remembers nothing of what it is shown.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

COMMON = tuple(Path(__file__).with_name("common_words.txt").read_text("utf-8").split())
"""Words, in small letters, that protect nothing in any order and number."""

_NO_LETTER = re.compile(r"[\W\d_]+")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_STAND_INS = str.maketrans("0134@5$!", "oieaassi")
MOST = 128
"""Longer passwords (characters) are not looked at: no list of guesses holds them."""


class CommonWordsValidator:
    """Refuses a password made of common words, digits and signs alone (NIST SP 800-63B, 3.1.1.2)."""

    def validate(
        self,
        password: str,
        user: AbstractBaseUser | None = None,  # noqa: ARG002 - Django's own signature
    ) -> None:
        """Raise `ValidationError` for a password that is easily guessed."""
        plain = password.casefold()
        readings = (plain, _AROUND.sub("", plain).translate(_STAND_INS))
        if len(password) <= MOST and any(_is_common(reading) for reading in readings):
            raise ValidationError(
                _(
                    "Dieses Passwort ist leicht zu raten: Es besteht nur aus gängigen Wörtern, Ziffern und "
                    "Zeichen. Nehmen Sie einen Satz, den nur Sie kennen."
                ),
                code="password_common_words",
            )

    def get_help_text(self) -> str:
        """Say what is refused."""
        return _("Nicht nur gängige Wörter wie „Passwort“ oder „Praxis“ mit Ziffern dahinter.")


def _is_common(text: str) -> bool:
    """Whether the letters of a text are common words one after another, or none at all."""
    letters = _NO_LETTER.sub("", text)
    reached = {0}
    for start in range(len(letters)):
        if start in reached:
            reached |= {start + len(word) for word in COMMON if letters.startswith(word, start)}
    return len(letters) in reached

"""Columns that every app uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Text = models.CharField[str, str]
    _Whole = models.BigIntegerField[int, int]
else:
    _Text, _Whole = models.CharField, models.BigIntegerField


class IdField(_Text):
    """An opaque id: 32 hex digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        kwargs.setdefault("max_length", 32)
        super().__init__(*args, **kwargs)


class MomentField(_Whole):
    """A moment: milliseconds since the epoch, UTC."""

"""Columns that every app uses."""

from __future__ import annotations

from typing import Any

from django.db import models


class IdField(models.CharField[str, str]):
    """An opaque id: 32 hex digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        kwargs.setdefault("max_length", 32)
        super().__init__(*args, **kwargs)


class MomentField(models.BigIntegerField[int, int]):
    """A moment: milliseconds since the epoch, UTC."""

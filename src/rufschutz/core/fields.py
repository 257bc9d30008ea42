"""Columns that every app uses. Django's fields are generic for the type checker only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

if TYPE_CHECKING:
    _Set_contra = TypeVar("_Set_contra", contravariant=True)
    _Get_co = TypeVar("_Get_co", covariant=True)
    _Text = models.CharField[str, str]

    class MomentField(models.BigIntegerField[_Set_contra, _Get_co]):
        """A moment: milliseconds since the epoch, UTC."""

else:
    _Text = models.CharField

    class MomentField(models.BigIntegerField):
        """A moment: milliseconds since the epoch, UTC."""


class IdField(_Text):
    """An opaque id: 32 hex digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        kwargs.setdefault("max_length", 32)
        super().__init__(*args, **kwargs)

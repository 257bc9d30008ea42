"""Columns that every app uses. Django's fields are generic for the type checker only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db import models
from django.db.models.lookups import In

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


MANY: Final = 20
"""From so many ids on they are one parameter."""


class IdField(_Text):
    """An opaque id: 32 hex digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        kwargs.setdefault("max_length", 32)
        super().__init__(*args, **kwargs)


@IdField.register_lookup
class IdIn(In):
    """``id__in`` of many ids as one parameter: thousands of them cost the server and us one word."""

    def get_prep_lookup(self) -> Any:  # noqa: ANN401 - Django's own signature
        """Return texts as they are: each of thousands would be asked what it is otherwise."""
        if isinstance(self.rhs, (list, tuple, set, frozenset)) and all(
            type(each) is str for each in self.rhs
        ):
            return list(self.rhs)
        return super().get_prep_lookup()

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # noqa: ANN401 - Django's own signature
        """Return ``= ANY`` of an array; what is no plain list of texts stays as Django has it."""
        ids = self._many()
        if ids is None:
            return self.as_sql(compiler, connection)
        column, parameters = self.process_lhs(compiler, connection)
        if any("," in each for each in ids):
            return f"{column} = ANY(%s)", [*parameters, ids]
        return f"{column} = ANY(string_to_array(%s, ','))", [*parameters, ",".join(ids)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # noqa: ANN401 - Django's own signature
        """Return ``IN`` of a JSON array's values; what is no plain list of texts stays as Django has it."""
        ids = self._many()
        if ids is None:
            return self.as_sql(compiler, connection)
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*parameters, json.dumps(ids)]  # noqa: S608 - a column of a model

    def _many(self) -> list[str] | None:
        if not self.rhs_is_direct_value() or len(self.rhs) < MANY:
            return None
        ids = list(self.rhs)
        return ids if all(isinstance(each, str) for each in ids) else None

"""Write the description of the API as the code says it: docs/api/openapi.json (``make api``)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import django

COMMITTED = Path(__file__).resolve().parents[1] / "docs" / "api" / "openapi.json"


def main() -> None:
    """Write it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rufschutz.site.settings")
    django.setup()
    from rufschutz.api.document import document  # noqa: PLC0415 - Django has to start first
    from rufschutz.api.service import API, PREFIX  # noqa: PLC0415 - Django has to start first

    COMMITTED.parent.mkdir(exist_ok=True)
    COMMITTED.write_text(json.dumps(document(API, PREFIX), ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""The ASGI application: what uvicorn serves.

Without the right root key it does not come into being: nothing is shown then.
"""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rufschutz.site.settings")

application = get_asgi_application()

from rufschutz.console import vaultdoor  # noqa: E402 - Django had to start first

vaultdoor.keys()

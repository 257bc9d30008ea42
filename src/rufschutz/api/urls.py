"""Addresses of the API. English, because programs type them."""

from __future__ import annotations

from django.urls import path

from rufschutz.api import entrance
from rufschutz.api.service import API

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]


handler400 = entrance.bad_request
handler404 = entrance.not_found
handler500 = entrance.server_error

urlpatterns = [
    path("api/v1/openapi.json", entrance.openapi, name="openapi"),
    path("api/v1/", API.urls),
]

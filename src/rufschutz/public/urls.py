"""Addresses of the public pages. German, because people read and dictate them; English below /en/."""

from __future__ import annotations

from django.urls import URLPattern, include, path

from rufschutz.domain.call.commands import Language
from rufschutz.public import enquiry, faults, notice, offboarding, receipt

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

handler400 = faults.bad_request
handler404 = faults.not_found
handler500 = faults.server_error


def _pages(language: Language) -> list[URLPattern]:
    said = {"language": language}
    return [
        path("datenschutz/<str:line>", notice.notice, said, name="notice"),
        path("datenschutz/<str:line>/aushang", notice.poster, said, name="poster"),
        path("beleg", receipt.receipt, said, name="receipt"),
        path("beleg/ansehen", receipt.again, said, name="receipt_again"),
        path("beleg/widerruf", receipt.withdrawal, said, name="withdraw_by_receipt"),
        path("beleg/loeschen", receipt.erasure, said, name="erase_by_receipt"),
        path("beleg/antrag", receipt.request, said, name="request_by_receipt"),
        path("beleg/bestaetigung", receipt.certificate, said, name="receipt_certificate"),
        path("auszug-nachweis/<str:name>", offboarding.proof, said, name="offboarding_proof"),
        path("auszug-nachweis/<str:name>/json", offboarding.as_json, said, name="offboarding_json"),
        path("auszug-nachweis/<str:name>/verify.py", offboarding.checker, said, name="offboarding_checker"),
        path("anliegen/<str:line>", enquiry.enquiry, said, name="enquiry"),
        path("anliegen/<str:line>/zurueck", enquiry.retraction, said, name="retraction"),
    ]


urlpatterns = [*_pages(Language.DE), path("en/", include((_pages(Language.EN), "en")))]

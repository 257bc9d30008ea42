"""Addresses of the console and, before its sign-in, of the public pages. German, because people dictate them.

The public ones are answered by `rufschutz.public.door`; here they stand for those who link to them.
"""

from __future__ import annotations

from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from django.urls import include, path
from django.views.i18n import set_language

from rufschutz.console import faults, preferences
from rufschutz.console.approvals.views import approval, approvals
from rufschutz.console.backups.views import backups
from rufschutz.console.backups.views import order as order_backup
from rufschutz.console.calls import views as calls
from rufschutz.console.calls.deletion import whole_call
from rufschutz.console.calls.minor import minor
from rufschutz.console.calls.playback import sound
from rufschutz.console.calls.sampling import sampling
from rufschutz.console.calls.withdrawal import withdrawal
from rufschutz.console.consents.views import consents
from rufschutz.console.deletion.views import deletion
from rufschutz.console.exchange.views import ask_to_leave, exchange, leave
from rufschutz.console.figures.views import figures
from rufschutz.console.glass import views as glass
from rufschutz.console.health.views import health
from rufschutz.console.holds import views as holds
from rufschutz.console.keys.views import keys
from rufschutz.console.lines.views import lines
from rufschutz.console.log.redaction import redaction
from rufschutz.console.log.views import certificate, checker, log, proof
from rufschutz.console.matters import written
from rufschutz.console.objections.views import objections
from rufschutz.console.offboarding import views as offboarding
from rufschutz.console.overview.views import overview
from rufschutz.console.purposes.views import proposal, propose, purposes
from rufschutz.console.roles.views import roles
from rufschutz.console.seat import seat
from rufschutz.console.signin import events, views
from rufschutz.console.start import start
from rufschutz.console.store import views as store
from rufschutz.console.team.views import team
from rufschutz.console.texts.views import spoken, texts

# The listeners live as long as the addresses.
__all__ = ["events", "handler400", "handler500", "urlpatterns"]

handler400 = faults.bad_request
handler500 = faults.server_error

urlpatterns = [
    path("", start, name="start"),
    path("gesund", health, name="health"),
    path("sprache/", set_language, name="set_language"),
    path("darstellung/", preferences.theme, name="theme"),
    path("anmelden/", LoginView.as_view(), name="account_login"),
    path("anmelden/code/", AuthenticateView.as_view(), name="mfa_authenticate"),
    path("anmelden/geschlossen/", views.inactive, name="account_inactive"),
    path("abmelden/", LogoutView.as_view(), name="account_logout"),
    path("einrichten/<str:token>/", views.setup, name="setup"),
    path("zweiter-faktor/", views.EnrolView.as_view(), name="mfa_activate_totp"),
    path("notfall-codes/", ViewRecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path("praxis/", seat, name="seat"),
    path("lage/", overview, name="overview"),
    path("anrufe/", calls.calls, name="calls"),
    path("anrufe/<str:call>/", calls.call, name="call"),
    path("anrufe/<str:call>/notzugriff", glass.open_call, name="glass_open"),
    path("notzugriffe/", glass.glass, name="glass"),
    path("notzugriffe/<str:glass>/geprueft", glass.reviewed, name="glass_reviewed"),
    path("notzugriffe/<str:glass>/beendet", glass.given_back, name="glass_given_back"),
    path("anrufe/<str:call>/widerruf", withdrawal, name="withdrawal"),
    path("anrufe/<str:call>/kind", minor, name="minor"),
    path("anrufe/<str:call>/loeschung", whole_call, name="whole_call"),
    path("anrufe/<str:call>/rueckruf/<str:matter>/nummer", calls.number, name="number"),
    path("anrufe/<str:call>/rueckruf/<str:matter>/erledigt", calls.done, name="done"),
    path("aufnahmen/<str:artefact>/ton", sound, name="sound"),
    path("aufnahmen/<str:artefact>/anhoeren", sampling, name="sampling"),
    path("aufnahmen/<str:artefact>/loeschbestaetigung.json", certificate, name="certificate"),
    path("einwilligungen/", consents, name="consents"),
    path("quoten/", figures, name="figures"),
    path("protokoll/", log, name="log"),
    path("protokoll/eintrag.json", proof, name="log-proof"),
    path("protokoll/verify.py", checker, name="log-checker"),
    path("protokoll/schwaerzung", redaction, name="log-redaction"),
    path("zwecke/", purposes, name="purposes"),
    path("zwecke/vorschlag", propose, name="propose"),
    path("zwecke/vorschlag/<str:proposal>/", proposal, name="proposal"),
    path("bestand/", store.store, name="store"),
    path("bestand/pruefen", store.check, name="store_check"),
    path("bestand/<str:incident>/geklaert", store.settle, name="store_settle"),
    path("loeschkonzept/", deletion, name="deletion"),
    path("leitungen/", lines, name="lines"),
    path("texte/", texts, name="texts"),
    path("texte/ton", spoken, name="spoken"),
    path("rollen/", roles, name="roles"),
    path("sicherung/", backups, name="backups"),
    path("sicherung/anlegen", order_backup, name="backup_order"),
    path("auszug/", offboarding.offboarding, name="offboarding"),
    path("auszug/paket", offboarding.package, name="offboarding_package"),
    path("team/", team, name="team"),
    path("widersprueche/", objections, name="objections"),
    path("uebernahme/", exchange, name="exchange"),
    path("uebernahme/ausgabe", leave, name="exchange_leave"),
    path("uebernahme/bitte", ask_to_leave, name="exchange_ask"),
    path("schnittstelle/", keys, name="keys"),
    path("freigaben/", approvals, name="approvals"),
    path("freigaben/<str:proposal>/", approval, name="approval"),
    path("gespraechssafe/", holds.holds, name="holds"),
    path("gespraechssafe/neu", holds.new, name="hold_new"),
    path("gespraechssafe/<str:hold>/", holds.hold, name="hold"),
    path("geschrieben/<str:matter>/", written.note, name="written"),
    path("geschrieben/<str:matter>/kontakt", written.contact, name="written_contact"),
    path("geschrieben/<str:matter>/erledigt", written.done, name="written_done"),
    path("geschrieben/<str:matter>/zurueckgezogen", written.retracted, name="written_retracted"),
    path("", include("rufschutz.public.urls")),
]

"""Why a controller cannot be offboarded, or not yet."""

from __future__ import annotations

from rufschutz.core.errors import CoreError


class OffboardingError(CoreError):
    """An offboarding that cannot be begun, or a step that is not its turn."""

    advice = "See: rufschutz offboard status"


class HeldError(OffboardingError):
    """Calls are kept for a dispute, a duty or a request: nothing of them may be destroyed."""

    advice = "Release these holds first, with a second person: see the console, or `rufschutz hold list`."


class WrongReceiptError(OffboardingError):
    """The hash that was confirmed is not that of the package that was written."""

    advice = "Open the package with `rufschutz offboard open`: it prints the hash that is the receipt."


class NoPackageError(OffboardingError):
    """The package is not written yet, or does not lie here any more."""

    advice = "Wait until the worker has written it, or ask for a new one with a new key."

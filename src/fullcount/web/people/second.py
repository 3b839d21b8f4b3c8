"""The second factor: a six-digit code from an app on a telephone, new every 30 seconds (RFC 6238).

Who loses the telephone has recovery codes, each good once, of which only digests are kept. A code of the app
is good once, too. The app's secret is kept sealed, see `sealed`.
"""

from __future__ import annotations

import hashlib
import io
from typing import Final

import pyotp
import segno
from django.db.models import Q

from fullcount.terms import BadInput
from fullcount.web.clock import now
from fullcount.web.log import saw
from fullcount.web.models import Person
from fullcount.web.people.accounts import new_code
from fullcount.web.people.sealed import seal, unseal

SECONDS: Final = 30
AROUND: Final = 1  # codes just before and after are taken: clocks differ
CODES: Final = 8  # recovery codes
ISSUER: Final = "fullcount"


def new_secret() -> str:
    """A secret for an app, in base 32."""
    return pyotp.random_base32()


def picture(secret: str, name: str) -> str:
    """The QR code, as SVG, that an app reads the secret from."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    file = io.BytesIO()
    segno.make(address, error="m").save(
        file, kind="svg", scale=4, border=4, xmldecl=False, svgclass=None, lineclass=None, light="#fff"
    )
    return file.getvalue().decode()


def begin(person: Person, secret: str, code: str) -> list[str]:
    """Use the second factor from now on, if the app shows the code; gives recovery codes to be kept."""
    step = _step(secret, code)
    if step is None:
        raise BadInput(
            "The code is not the one that the app should show.",
            why="It may have changed meanwhile, or the telephone's clock is wrong.",
            do="Type the code that it shows now.",
        )
    codes = [new_code() for _ in range(CODES)]
    person.totp, person.totp_step = seal(person, secret), step
    person.recovery = [_digest(one) for one in codes]
    person.save(update_fields=["totp", "totp_step", "recovery"])
    saw(person, "second factor on")
    return codes


def end(person: Person) -> None:
    """Do without a second factor."""
    person.totp, person.recovery = "", []
    person.save(update_fields=["totp", "recovery"])
    saw(person, "second factor off")


def is_right(person: Person, code: str) -> bool:
    """Whether a code of the app, or a recovery code, lets the person in. It does so once."""
    plain = code.replace(" ", "").lower()
    step = _step(unseal(person, person.totp), plain)
    if step is not None:
        newer = Person.objects.filter(pk=person.pk, totp_step__lt=step)
        return bool(newer.update(totp_step=step))
    digest = _digest(plain)
    if digest not in person.recovery:
        return False
    left = [one for one in person.recovery if one != digest]
    unused = Person.objects.filter(Q(pk=person.pk), recovery=person.recovery)
    return bool(unused.update(recovery=left))


def _step(secret: str, code: str) -> int | None:
    """The step of 30 seconds in which the app shows this code; None where in none near now."""
    step = int(now().timestamp()) // SECONDS
    app = pyotp.TOTP(secret, interval=SECONDS)
    near = range(step - AROUND, step + AROUND + 1)
    return next((one for one in near if pyotp.utils.strings_equal(app.generate_otp(one), code)), None)


def _digest(code: str) -> str:
    """A code has 79 random bits, so a plain digest cannot be turned back."""
    return hashlib.sha256(code.encode()).hexdigest()

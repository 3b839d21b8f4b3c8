"""The pages of one's own account: password, second factor, sessions."""

from __future__ import annotations

from django.contrib.auth import login, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fullcount.terms import BadInput, UserError
from fullcount.web.access import only
from fullcount.web.asked import Asked
from fullcount.web.people import accounts, second
from fullcount.web.people.sealed import seal, unseal
from fullcount.web.people.signing_in import BACKEND
from fullcount.web.roles import EVERYBODY, EXAMINERS

SETTING_UP = "totp"  # in a session: the secret that is being set up, sealed


@only(*EVERYBODY)
@require_GET
def account(request: Asked) -> HttpResponse:
    """The own account."""
    return render(request, "web/account.html", {"examines": bool(request.user.has & set(EXAMINERS))})


@only(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def password(request: Asked) -> HttpResponse:
    """Choose another password; sessions elsewhere end by that."""
    failed = None
    if request.method == "POST":
        given = request.POST
        new, new_again = given.get("new", ""), given.get("new_again", "")
        try:
            accounts.choose_password(request.user, given.get("old", ""), new, new_again)
        except UserError as error:
            failed = error
        else:
            update_session_auth_hash(request, request.user)
            return redirect("home")
    return render(request, "web/password.html", {"failed": failed}, status=400 if failed else 200)


@only(*EVERYBODY)
@require_POST
def end_sessions(request: Asked) -> HttpResponse:
    """Sign out everywhere else."""
    person = request.user
    accounts.end_sessions(person)
    login(request, person, backend=BACKEND)
    return redirect("account")


@only(*EVERYBODY)
@require_http_methods(["GET", "POST"])
def second_factor(request: Asked) -> HttpResponse:
    """Begin to use a second factor: its secret is shown while it is set up, and never again."""
    if request.user.totp:
        return redirect("account")
    failed = None
    if request.method == "POST":
        try:
            codes = _begin(request)
        except UserError as error:
            failed = error
        else:
            return render(request, "web/recovery_codes.html", {"codes": codes})
    kept = request.session.setdefault(SETTING_UP, seal(request.user, second.new_secret()))
    secret = unseal(request.user, kept)
    shown = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    picture = mark_safe(second.picture(secret, request.user.name))  # noqa: S308 - made here, of our own secret
    facts = {"secret": shown, "picture": picture, "failed": failed}
    return render(request, "web/second_factor.html", facts, status=400 if failed else 200)


def _begin(request: Asked) -> list[str]:
    if not request.user.check_password(request.POST.get("password", "")):
        raise BadInput("The password is not right.", do="Type the one you signed in with.")
    kept = request.session.get(SETTING_UP)
    if not kept:
        raise BadInput("The second factor is not set up yet.", do="Load the page again; scan its picture.")
    secret = unseal(request.user, kept)
    codes = second.begin(request.user, secret, request.POST.get("code", "").replace(" ", ""))
    request.session.pop(SETTING_UP, None)
    return codes


@only(*EVERYBODY)
@require_POST
def no_second_factor(request: Asked) -> HttpResponse:
    """Do without the second factor; asks for the password, as whoever finds an open desk must not do it."""
    if not request.user.check_password(request.POST.get("password", "")):
        raise BadInput("The password is not right.", do="Type the one you signed in with.")
    second.end(request.user)
    return redirect("account")

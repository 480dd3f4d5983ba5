"""Registering, first run, invitations, one's own sessions, day and night. The rest of the account is allauth's."""

from functools import wraps

from allauth.account.utils import perform_login
from allauth.account.views import SignupView
from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.shared.http import HtmxRequest, way_back
from apps.shared.limits import over_limit

from .forms import FirstRunForm, InvitationForm
from .models import Invitation, SiteSettings

MOST_USES = 500  # of a link
MEMBER_USES, MEMBER_LINKS = 10, 10  # of a member's link, and how many of them at a time


def who_may_invite(view):
    """For everybody else there is no such page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not SiteSettings.current().lets_invite(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


class Signup(SignupView):
    """allauth's; what goes wrong while saving becomes an error of the form, and nothing typed is lost.

    An invitation for a certain person fills the form in.
    """

    @cached_property
    def invitation(self):
        return Invitation.objects.of_visitor(self.request)

    def get_initial(self):
        initial = super().get_initial()
        if self.invitation:
            initial |= {"username": self.invitation.username, "email": self.invitation.email}
        return initial

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"invitation": self.invitation}

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def first_run(request: HtmxRequest):
    if SiteSettings.has_been_opened():
        raise Http404
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        owner = form.save()
        if owner is None:
            messages.error(request, _("Somebody was faster and has just opened this place. Ask them to let you in."))
            return redirect("account_login")
        return perform_login(request, owner, email_verification="none", redirect_url="/")
    return render(request, "accounts/first_run.html", {"form": form}, status=422 if form.is_bound else 200)


@login_not_required
@require_GET
def invitation(request: HtmxRequest, code):
    """The link that was sent: the code waits in the session until the account is made."""
    invitation = Invitation.objects.valid().filter(code=code).first()
    if invitation is None:
        return render(request, "accounts/invitation_over.html", status=404)
    request.session["invitation"] = invitation.code
    return redirect("account_signup")


@who_may_invite
@require_http_methods(["GET", "POST"])
def invitations(request: HtmxRequest):
    staff = request.user.is_staff
    own = Invitation.objects.valid().filter(made_by=request.user)
    form = InvitationForm(request.POST or None, most_uses=MOST_USES if staff else MEMBER_USES)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        if not staff and own.count() >= MEMBER_LINKS:
            sentence = _("You have %(most)d links already. End one of them first, or wait until one is used up.")
            form.add_error(None, sentence % {"most": MEMBER_LINKS})
        elif limited := over_limit(request, "invitations"):
            form.add_error(None, limited.sentence)
            status = 429
        else:
            form.instance.made_by = request.user
            form.save()
            messages.success(request, _("The link is made. Copy it and send it on."))
            return redirect("accounts:invitations")
    shown = Invitation.objects.valid().managed_by(request.user)
    context = {
        "form": form,
        "invitations": shown.filter(email="").select_related("made_by__profile")[:100],
        "imported": shown.personal().count(),
        "sees_all": staff,
        "most": MEMBER_LINKS,
    }
    return render(request, "accounts/invitations.html", context, status=status)


@require_POST
@who_may_invite
def end_invitation(request: HtmxRequest, pk):
    Invitation.objects.managed_by(request.user).filter(pk=pk).delete()
    messages.success(request, _("That link lets nobody in any more."))
    return redirect("accounts:invitations")


@require_POST
def end_session(request: HtmxRequest, pk):
    """End one of one's own sessions, on whatever device it lives."""
    session = get_object_or_404(UserSession.objects.filter(user=request.user), pk=pk)
    if session.is_current():
        return redirect("account_logout")
    get_sessions_adapter().end_these([session])
    messages.success(request, _("That session has ended."))
    return redirect("usersessions_list")


@login_not_required
@require_http_methods(["GET", "POST"])
def appearance(request: HtmxRequest):
    """Day, night, or as the device says. Kept in a cookie: it belongs to the screen, not to the person."""
    if request.method == "GET":
        return render(request, "accounts/appearance.html", {"back": request.GET.get("next", "")})
    scheme = request.POST.get("scheme", "")
    response = redirect(way_back(request, request.POST.get("next", "")) or "accounts:appearance")
    if scheme in ("light", "dark"):
        response.set_cookie("scheme", scheme, max_age=31_536_000, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("scheme", samesite="Lax")
    return response

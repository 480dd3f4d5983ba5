"""Who works on a project: invitations, answers to them, and whose it is."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.accounts.models import SiteSettings, User
from apps.people.models import Profile
from apps.posts.views.pages import gone_is_404, to
from apps.shared.direction import isolate_text
from apps.shared.http import HtmxRequest, asks_to_end, plain, refused, visible_or_404
from apps.shared.limits import over_limit

from ..forms import InviteForm
from ..models import AlreadyInvited, CannotInvite, Collaborator, NotACollaborator
from .pages import own_or_404, project_or_404, visible

IS_INVITED = gettext_lazy("This person is already invited.")
CANNOT_INVITE = gettext_lazy("You can’t invite this person.")
CANNOT_BE_OWNER = gettext_lazy("Only a collaborator who has accepted can become the owner.")


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def collaborators(request: HtmxRequest, pk):
    """The owner's page of collaborators and invitations, and a new invitation."""
    project = own_or_404(request, pk)
    form, status = invite_form(request, request.POST or None), 200
    if request.method == "POST":
        form, status = invite(request, project, form)
        if status == 429 and request.htmx:
            return plain(form.errors["username"][0], 429)
        if status == 200 and not request.htmx:
            return redirect("projects:collaborators", pk)
    context = {
        "project": project,
        "form": form,
        "collaborators": project.collaborators.select_related("user__profile"),
    }
    template = "projects/_collaborators.html" if request.htmx else "projects/collaborators.html"
    return render(request, template, context, status=status)


def invite_form(request, data=None):
    return InviteForm(data, Profile.objects.visible_to(request.user, SiteSettings.current()))


def invite(request, project, form):
    """The form for the next one, or this one with what was wrong; and the status."""
    if not form.is_valid():
        return form, 422
    if limited := over_limit(request, "projects"):
        form.add_error("username", limited.sentence)
        return form, 429
    try:
        project.invite(form.cleaned_data["username"])
    except AlreadyInvited:
        form.add_error("username", IS_INVITED)
    except CannotInvite:
        form.add_error("username", CANNOT_INVITE)
    return (form, 422) if form.errors else (invite_form(request), 200)


@require_http_methods(["POST", "DELETE"])
@gone_is_404
def collaborator(request: HtmxRequest, pk, username):
    """By the owner: remove a collaborator or withdraw an invitation. By the collaborator: leave."""
    user = get_object_or_404(User, username=username.lower().replace("\0", ""))
    is_me = user.pk == request.user.pk
    project = project_of_collaborator(request, pk, user.username)
    if not asks_to_end(request) or not project.collaborators.filter(user=user).exists():
        raise Http404
    project.remove_collaborator(user)
    if is_me:
        messages.success(request, _("You’re no longer a collaborator"))
        return to(request, project) if visible(request).filter(pk=pk).exists() else to(request, "projects:projects")
    if request.htmx:
        people = project.collaborators.select_related("user__profile")
        context = {"project": project, "form": invite_form(request), "collaborators": people}
        return render(request, "projects/_collaborators.html", context)
    return redirect("projects:collaborators", pk)


def project_of_collaborator(request, pk, username):
    """The project, for its owner and for the person who has this username: others cannot ask for one collaborator."""
    is_me = username.lower() == request.user.username
    return project_or_404(request, pk) if is_me else own_or_404(request, pk)


@require_http_methods(["POST", "DELETE"])
@gone_is_404
def invitation(request: HtmxRequest, pk):
    """The answer of someone who is invited: POST accepts, DELETE declines."""
    project = project_or_404(request, pk)
    visible_or_404(request, Collaborator.objects.filter(project=project), user=request.user)
    if asks_to_end(request):
        project.remove_collaborator(request.user)
        messages.success(request, _("Invitation declined"))
        return to(request, project) if visible(request).filter(pk=pk).exists() else to(request, "projects:projects")
    project.accept_invitation(request.user)
    messages.success(request, _("You’re a collaborator now"))
    return to(request, project)


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def owner(request: HtmxRequest, pk):
    """Transfer ownership to a collaborator: a page that asks, and the transfer."""
    project = own_or_404(request, pk)
    people = project.collaborators.accepted().filter(user__is_active=True).select_related("user__profile")
    if request.method != "POST":
        return render(request, "projects/owner.html", {"project": project, "collaborators": people})
    try:
        user = transfer(project, request.POST.get("username", "").replace("\0", ""))
    except NotACollaborator:
        if request.htmx:
            return refused(request, CANNOT_BE_OWNER, to=project)
        context = {"project": project, "collaborators": people, "error": CANNOT_BE_OWNER}
        return render(request, "projects/owner.html", context, status=422)
    name = isolate_text(user.profile.distinct_name)
    messages.success(request, _("%(name)s is the owner now") % {"name": name})
    return to(request, project)


def transfer(project, username):
    """Make the person with this username the owner, and return them. Raises NotACollaborator."""
    user = User.objects.filter(username=username.lower()).first()
    if user is None:
        raise NotACollaborator
    project.transfer_ownership(user)
    return user

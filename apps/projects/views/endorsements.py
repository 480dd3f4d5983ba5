"""Who endorses a skill of someone, and endorsing it."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.models import SiteSettings
from apps.people.models import Profile, Skill
from apps.people.profile_pages import note_visit, page_template, viewed_as
from apps.posts.views.pages import gone_is_404
from apps.shared import paging
from apps.shared.addresses import address
from apps.shared.http import HtmxRequest, asks_to_end, plain, redirect_with_query, refused, visible_or_404
from apps.shared.limits import over_limit
from apps.shared.parameters import whole_number
from apps.shared.text import tag_name
from apps.tags.models import Tag

from ..models import CannotEndorse, Endorsement
from .pages import visible

PAGE = 24


@login_not_required
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@gone_is_404
@viewed_as
def endorsements(request: HtmxRequest, username, name):
    """GET: a page with those who endorse it. POST endorses it, with an optional `project`; DELETE withdraws that."""
    skill = skill_or_404(request, username, name)
    if request.method in ("GET", "HEAD") and skill.tag.name != tag_name(name):
        return redirect_with_query(request, address("projects:endorsements", username, skill.tag.name), permanent=True)
    note_visit(request, f"skill-{skill.pk}")
    error = ""
    if request.method in ("POST", "DELETE"):
        if not request.user.is_authenticated:
            return visible_or_404(request, Skill.objects.none())
        if limited := over_limit(request, "follows"):
            return plain(limited.sentence, 429) if request.htmx else page(request, skill, limited.sentence, 429)
        try:
            if asks_to_end(request):
                skill.endorsements.filter(endorser=request.user).withdraw()
            else:
                endorse(request, skill, request.POST.get("project"))
        except CannotEndorse:
            error = _("You can’t endorse this skill.")
            if request.htmx:
                return refused(request, error, to=request.path)
        except ValidationError as wrong:
            error = wrong.message
        if not error and not request.htmx:
            return redirect(request.path)
    return page(request, skill, error, 422 if error else 200)


def skill_or_404(request, username, name):
    people = Profile.objects.visible_to(request.user, SiteSettings.current()).not_parted_from(request.user)
    profile = visible_or_404(request, people.select_related("user"), user__username=username.lower())
    return visible_or_404(request, Skill.objects.with_tags().select_related("profile__user"), **{
        "profile": profile, "tag__in": Tag.objects.called(name)
    })  # fmt: skip


def endorse(request, skill, number):
    """`number`: of the project that shows it, as text, or nothing. Raises CannotEndorse and ValidationError."""
    project = None
    if number:
        project = showing(request, skill).filter(pk=whole_number(number) or 0).first()
        if project is None:
            raise ValidationError(_("Choose one of the projects in the list."))
    return Endorsement.objects.endorse(skill, request.user, project)


def showing(request, skill):
    """The projects of a skill's person that the viewer may see, the newest first."""
    return visible(request).published().of(skill.profile.user).newest_first()


def endorsements_of(request, skill, size, before):
    """A page of those that the viewer may see, the newest first; `shown_project` is None where they may not see it."""
    found = skill.endorsements.visible_to(request.user).with_rows()
    rows = paging.downwards(found, size, before)
    seen = set(visible(request).filter(pk__in={row.project_id for row in rows} - {None}).values_list("pk", flat=True))
    for row in rows:
        row.shown_project = row.project if row.project_id in seen else None
    return rows


def page(request, skill, error, status):
    skill.refresh_from_db(fields=["endorsement_count"])
    rows = endorsements_of(request, skill, PAGE, request.GET.get("before"))
    is_member = request.user.is_authenticated and not request.user.is_guest
    context = {
        "page_template": page_template(request),
        "skill": skill,
        "profile": skill.profile,
        "page": rows,
        "error": error,
        "mine": is_member and skill.endorsements.filter(endorser=request.user).first(),
        "can_endorse": is_member and skill.profile_id != request.user.pk,
        "projects": showing(request, skill)[:50] if is_member else [],
    }
    template = "projects/_endorsements.html" if request.htmx else "projects/endorsements.html"
    return render(request, template, context, status=status)


@require_http_methods(["POST", "DELETE"])
@gone_is_404
def hidden_endorsement(request: HtmxRequest, pk):
    """POST hides an endorsement of one's own skill, DELETE shows it again."""
    endorsement = received_or_404(request, pk)
    endorsement.set_hidden(not asks_to_end(request))
    if request.htmx:
        return page(request, endorsement.skill, "", 200)
    return redirect("projects:endorsements", request.user.username, endorsement.skill.tag.name)


def received_or_404(request, pk):
    """An endorsement of a skill of the viewer's."""
    mine = Endorsement.objects.filter(skill__profile=request.user.pk).select_related("skill__profile__user")
    return visible_or_404(request, mine.select_related("skill__tag"), pk=pk)

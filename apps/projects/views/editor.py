"""Making a project, as a draft, and changing it later: one page for both."""

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.posts.models import MOST_PHOTOS
from apps.posts.views.editor import change_photos, reminder, undescribed
from apps.posts.views.pages import gone_is_404, to
from apps.shared.http import HtmxRequest, plain
from apps.shared.limits import number_of_files, over_limit
from apps.shared.parameters import whole_number, words_in

from ..forms import AskForHelpForm, LinkFormSet, NewProjectForm, ProjectForm
from ..models import NothingToPublish, Project
from .pages import own_or_404

MOST_DRAFTS = 30


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HtmxRequest):
    """A title first: it makes a draft, in which nothing is lost any more. `?tag=` to ask for help with a tag."""
    asks = "tag" in request.GET
    data = request.POST or None
    form = AskForHelpForm.of(data, words_in(request.GET, "tag")) if asks else NewProjectForm(data)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if limited := over_limit(request, "projects"):
                form.add_error("title", limited.sentence)
                status = 429
            else:
                project = Project.objects.begin(request.user, **form.cleaned_data)
                return to(request, "projects:edit", project.pk)
    drafts = Project.objects.drafts_of(request.user)[:MOST_DRAFTS]
    return render(request, "projects/new.html", {"form": form, "asks": asks, "drafts": drafts}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def edit(request: HtmxRequest, pk):
    """Whatever is asked, pictures are added and what was typed is kept first."""
    project = own_or_404(request, pk)
    form, links = ProjectForm(request.POST or None, project), LinkFormSet.of(request.POST or None, project)
    context, status = {"refusals": [], "reminds": ""}, 200
    if request.method == "POST":
        deed, _dash, photo = request.POST.get("do", "").partition("-")
        limited = over_limit(request, "uploads", number_of_files(request)) if number_of_files(request) else None
        if limited and request.htmx:
            return plain(limited.sentence, 429)
        refusals = [limited.sentence] if limited else change_photos(request, project, deed, whole_number(photo) or 0)
        is_valid = form.is_valid() and (links.is_valid() or not links.is_bound)
        if is_valid:
            project = save(project, form, links)
            if deed == "publish" and (gap := missing(project)):
                refusals.append(gap)
            elif deed == "publish" and photo != "anyway" and undescribed(project):
                context["reminds"] = deed
                refusals.append(reminder(undescribed(project)))
            if not refusals and deed in ("publish", "save"):
                return finish(request, project, deed)
            form, links = ProjectForm(None, project), LinkFormSet.of(None, project)
            if context["reminds"]:
                form.mark_undescribed()
        context["refusals"] = refusals
        status = 429 if limited else 200 if is_valid and not refusals else 422
    context |= {"album": project, "project": project, "form": form, "links": links, "most": MOST_PHOTOS}
    context["collaborators"] = project.collaborators.select_related("user__profile")
    context["checklist"] = checklist(project, links) if project.is_draft else []
    context["preview"] = Project.objects.with_cards().get(pk=project.pk)
    template = "projects/_editor.html" if request.htmx else "projects/edit.html"
    return render(request, template, context, status=status)


def save(project, form, links):
    """What two valid forms say; links stay as they are where theirs was not sent."""
    project.describe_photos(form.descriptions)
    links = links.links() if links.is_bound else None
    return project.edit(tags=form.cleaned_data["tags"], links=links, **form.details)


def finish(request, project, deed):
    if deed == "save":
        messages.success(request, _("Draft saved") if project.is_draft else _("Saved"))
        return to(request, "projects:edit", project.pk) if project.is_draft else to(request, project)
    if project.is_draft:  # or the button was pressed twice
        try:
            project.publish()
        except NothingToPublish:  # its last picture was removed meanwhile
            messages.error(request, missing(project))
            return to(request, "projects:edit", project.pk)
        messages.success(request, _("Project published"))
    return to(request, project)


def missing(project):
    """What a draft needs before it can be published; empty where it has all."""
    if not project.body:
        return _("Write the story before you publish.")
    if not project.photos.exists():
        return _("Add a picture before you publish.")
    return ""


def checklist(project, links):
    """Before one publishes: `(what there is, or is missing; "" or how much that matters)` of a draft as it was saved,
    and of its links as they were typed.
    """
    photos = list(project.photos.all())
    bare = [number for number, photo in enumerate(photos, 1) if not photo.description]
    wrong = [number for number, link in enumerate(links, 1) if links.is_bound and link.errors]
    rows = [(_("Title and story"), "") if project.body else (_("No story yet"), "danger")]
    rows += [(_("At least one picture"), "") if photos else (_("No picture yet"), "danger")]
    rows += [(_("Picture %(number)d has no alt text") % {"number": number}, "care") for number in bare]
    if photos and not bare:
        rows += [(_("Alt text for every picture"), "")]
    return rows + [(_("Link %(number)d isn’t valid") % {"number": number}, "danger") for number in wrong]


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def delete(request: HtmxRequest, pk):
    """A page that names the project, and the deletion."""
    project = own_or_404(request, pk)
    if request.method != "POST":
        return render(request, "projects/delete.html", {"project": project})
    project.remove()
    messages.success(request, _("“%(title)s” was deleted") % {"title": project.title})
    return to(request, "projects:projects")

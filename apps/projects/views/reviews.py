"""Reviews of a project."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.posts.views.comments import comments_of
from apps.posts.views.pages import gone_is_404
from apps.shared.http import HtmxRequest, asks_to_end, plain, visible_or_404
from apps.shared.limits import over_limit

from ..forms import AnswerForm, ReviewForm
from ..models import AlreadyAnswered, AlreadyReviewed, CannotAnswer, CannotReview, Project, Review
from .pages import project_or_404, visible
from .project import page_of_project
from .reviews_section import reviews_of, reviews_section


def section(request, project, form=None, status=200):
    """The section alone, for htmx, with the project's counters as they are now."""
    project = project_or_404(request, project.pk, visible(request).with_page(request.user))
    works_on_it = project.owner_id == request.user.pk or project.has_collaborator(request.user)
    context = {"project": project, **reviews_section(request, project, works_on_it, form), "replaces": True}
    return render(request, "projects/_reviews_section.html", context, status=status)


def review_or_404(request, pk):
    review = visible_or_404(request, Review.objects.visible_to(request.user).with_rows(), pk=pk)
    visible_or_404(request, visible(request), pk=review.project_id)
    return review


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def reviews(request: HtmxRequest, pk):
    """A page of reviews, and a new one."""
    projects = visible(request).with_page(request.user)
    project = project_or_404(request, pk, projects)
    if request.method != "POST":
        if not request.htmx:
            return redirect(f"{project.get_absolute_url()}#reviews")
        return render(request, "projects/_reviews.html", {"project": project, **reviews_of(request, project)})
    if not request.user.is_authenticated:
        return visible_or_404(request, Project.objects.none())
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return with_review_form(request, project, form, 422)
    if limited := over_limit(request, "reviews"):
        form.add_error(None, limited.sentence)
        return plain(limited.sentence, 429) if request.htmx else with_review_form(request, project, form, 429)
    try:
        review = Review.objects.write(project, request.user, **form.values)
    except AlreadyReviewed:
        form.add_error(None, _("You’ve already reviewed this project. Edit your review instead."))
        return with_review_form(request, project, form, 409)
    except CannotReview:
        form.add_error(None, _("The owner and collaborators can’t review a project."))
        return with_review_form(request, project, form, 403)
    return section(request, project) if request.htmx else redirect(review)


def with_review_form(request, project, form, status):
    """The form with what is wrong; 409 and 403 are swapped in as 422 is, since htmx shows no others."""
    if request.htmx:
        return section(request, project, form, 422 if status in (403, 409) else status)
    return page_of_project(request, project, comments_of(request, project), status, review_form=form)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@gone_is_404
def review(request: HtmxRequest, pk):
    """Where it is, and its withdrawal."""
    review = review_or_404(request, pk)
    if request.method in ("GET", "HEAD"):
        return redirect(review)
    if not asks_to_end(request) or review.author_id != request.user.pk:
        raise Http404
    review.withdraw()
    return (
        section(request, review.project) if request.htmx else redirect(f"{review.project.get_absolute_url()}#reviews")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_404
def edit_review(request: HtmxRequest, pk):
    """By its author."""
    review = review_or_404(request, pk)
    if review.author_id != request.user.pk:
        raise Http404
    form = ReviewForm(request.POST) if request.method == "POST" else ReviewForm.of(review)
    if form.is_bound and form.is_valid():
        review.edit(**form.values)
        return redirect(review)
    context = {"review": review, "project": review.project, "review_form": form}
    return render(request, "projects/edit_review.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@gone_is_404
def answer(request: HtmxRequest, pk):
    """By the project's owner, once; its deletion by who wrote it and by the present owner."""
    review = review_or_404(request, pk)
    if asks_to_end(request):
        return remove_answer(request, review)
    if review.project.owner_id != request.user.pk:
        raise Http404
    form, status = AnswerForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and (limited := over_limit(request, "reviews")):
            if request.htmx:
                return plain(limited.sentence, 429)
            form.add_error(None, limited.sentence)
            status = 429
        elif form.is_valid():
            try:
                review.write_answer(form.cleaned_data["body"])
                if not request.htmx:
                    return redirect(review)
                review, form, status = review_or_404(request, pk), None, 200
            except AlreadyAnswered:
                form.add_error(None, _("You’ve already replied to this review."))
                status = 409
            except CannotAnswer as not_theirs:
                raise Http404 from not_theirs
    template = "projects/_review.html" if request.htmx else "projects/answer.html"
    context = {"review": review, "project": review.project, "answer_form": form, "takes_focus": form is None}
    return render(request, template, context, status=422 if request.htmx and status == 409 else status)


def remove_answer(request, review):
    if not review.answer_can_be_removed_by(request.user):
        raise Http404
    review.remove_answer()
    if not request.htmx:
        return redirect(review)
    review = review_or_404(request, review.pk)
    context = {"review": review, "project": review.project, "answer_form": None, "takes_focus": True}
    return render(request, "projects/_review.html", context)

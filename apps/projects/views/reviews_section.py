"""What a project's page, and the section alone, show of its reviews."""

from apps.shared import paging

from ..forms import ReviewForm

PAGE = 10


def reviews_of(request, project):
    """A page of a project's reviews, the newest first; `?reviews_before=` the last of the page before."""
    found = project.reviews.visible_to(request.user).with_rows().newest_first()
    page = paging.downwards(found, PAGE, request.GET.get("reviews_before"))
    for review in page:
        review.project = project
    return {"reviews": page}


def reviews_section(request, project, works_on_it, form=None):
    """What the section of reviews shows: a page of them and, for those who may write one, the form."""
    is_member = request.user.is_authenticated and not request.user.is_guest
    has_reviewed = is_member and project.reviews.filter(author=request.user).exists()
    can_review = is_member and not works_on_it and not has_reviewed and not project.is_draft
    context = {"can_review": can_review or form is not None, "review_form": form or ReviewForm()}
    return context | reviews_of(request, project)

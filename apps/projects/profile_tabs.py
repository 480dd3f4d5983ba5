"""What a profile shows of projects: the tabs Projects and Reviews, how many things they have, and what the other pages
say of them.
"""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings
from apps.people import profile_parts, profile_tabs

from .models import Endorsement, Project, Review

FACES = 3  # of endorsers, beside a skill


def register():
    profile_tabs.register(_("Projects"), "projects:of_profile", order=20, count=number_of_projects)
    profile_tabs.register(_("Reviews"), "projects:reviews_of_profile", order=30, count=number_of_reviews)
    profile_parts.register(profile_parts.NUMBERS, positive_share, order=30)
    profile_parts.register(profile_parts.ABOUT, cv_link, order=10)
    profile_parts.register_with_skills(endorsers, order=10)


def of_profile(request, profile):
    """The published projects that someone owns or works on, as far as the viewer may see them."""
    return Project.objects.visible_to(request.user, SiteSettings.current()).published().of(profile.user)


def rows_of_projects(request, profile):
    """`of_profile` with what its numbers are made of; asked once for a page, as several of its parts need them."""
    key = (request.user.pk, profile.pk)
    if getattr(request, "projects_of_profile", (None, []))[0] != key:
        rows = of_profile(request, profile).only("owner", "help_wanted", "review_count", "positive_count")
        request.projects_of_profile = key, list(rows)
    return request.projects_of_profile[1]


def number_of_projects(request, profile):
    return len(rows_of_projects(request, profile))


def number_of_reviews(request, profile):
    return received(request, profile).count() if rows_of_projects(request, profile) else 0


def review_totals(request, profile):
    """The number of reviews of someone's projects, and the share of positive ones in percent or None."""
    rows = rows_of_projects(request, profile)
    reviews, positive = sum(row.review_count for row in rows), sum(row.positive_count for row in rows)
    return reviews, round(100 * positive / reviews) if reviews else None


def positive_share(request, profile):
    """In the head of a profile, where its projects have reviews."""
    _reviews, share = review_totals(request, profile)
    if share is None:
        return ""
    return render_to_string("projects/_positive_share.html", {"profile": profile, "share": share})


def cv_link(request, profile):
    """On the About tab, where there are projects to print."""
    if not rows_of_projects(request, profile):
        return ""
    return render_to_string("projects/_cv_link.html", {"profile": profile})


def endorsers(request, profile):
    """With each skill: who endorsed it last, a project that shows it, and the way to endorse it.

    A fixed number of queries for all skills.
    """
    skills, user = profile.skill_rows.all(), request.user
    can_endorse = user.is_authenticated and not user.is_guest and user.pk != profile.pk and not profile.i_block
    mine = set()
    if can_endorse:
        mine = set(Endorsement.objects.filter(skill__in=skills, endorser=user).values_list("skill", flat=True))
    newest = Endorsement.objects.visible_to(user).filter(hidden_at=None).newest_of_each(skills, FACES)
    projects, found = {row.pk for row in rows_of_projects(request, profile)}, {}
    for endorsement in newest:
        found.setdefault(endorsement.skill_id, []).append(endorsement)
    parts = {}
    for skill in skills:
        rows = found.get(skill.pk, [])
        context = {
            "profile": profile,
            "skill": skill,
            "newest": rows,
            "shown_in": next((row.project for row in rows if row.project_id in projects), None),
            "can_endorse": can_endorse,
            "i_endorse": skill.pk in mine,
        }
        parts[skill.pk] = render_to_string("projects/_endorsers.html", context)
    return parts


def received(request, profile):
    """The reviews of someone's projects, as far as the viewer may see both."""
    projects = [row.pk for row in rows_of_projects(request, profile)]
    return Review.objects.visible_to(request.user).filter(project__in=projects)


def written(request, profile):
    """The reviews that someone wrote, of projects that the viewer may see."""
    mine = Review.objects.visible_to(request.user).filter(author=profile.user)
    visible = Project.objects.visible_to(request.user, SiteSettings.current()).published()
    return mine.filter(project__in=visible.filter(reviews__author=profile.user).values("pk"))

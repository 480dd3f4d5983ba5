"""The pages of tags: all of them, and what has one of them."""

from collections import Counter

from django.contrib.auth.decorators import login_not_required
from django.db.models import BooleanField, Exists, OuterRef, Value
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import SiteSettings
from apps.people.models import Profile, Skill
from apps.posts.grid import grid
from apps.posts.models import Tagging
from apps.posts.views.pages import tag_or_404
from apps.posts.views.pages import visible as visible_targets
from apps.projects.models import Project, ProjectTag
from apps.rooms.models import Room
from apps.shared.addresses import address
from apps.shared.http import HtmxRequest, SignInFirst, redirect_with_query
from apps.shared.limits import asks_with, rate_limited
from apps.shared.lists import ListQuery
from apps.shared.text import tag_name
from apps.tags.models import Tag, TagFollow

from ..beside import tags_this_week
from ..counts import most_used, with_numbers
from ..filters import ORDER_LABELS, ORDERS, TagFilter

PAGE = 48  # tags
MOST = 300  # people, projects and posts with a tag that are looked at: for their number, and for related tags
CARDS = 6  # people, projects and rooms on a tag's page
BESIDE = 5  # related tags
CHIPS = 24  # of one's own tags beside the list


@login_not_required
@require_safe
@rate_limited("searches", when=asks_with("q"))
def tags(request: HtmxRequest):
    """`?q=` as `TagFilter` says, `?show=` following or skills, `?sort=` one of ORDERS, `?after=` the last tag before.

    The counters are of what every member may see (see counts.py); a tag that only others have is not listed.
    """
    if not request.user.is_authenticated and not SiteSettings.current().visitors_read_people:
        raise SignInFirst
    show = request.GET.get("show") if request.user.is_authenticated else ""
    found = TagFilter(request.GET, listed(request.user, show)).qs
    asked = ListQuery(request, Tag, "tags:tags", ORDERS)
    page, following = asked.page(with_follows(found, request.user), PAGE)
    context = {
        "page": page,
        "q": request.GET.get("q", ""),
        "show": show,
        "sort": asked.sort,
        "sorts": ORDER_LABELS,
        "next": asked.next_address(following),
        "narrowed": asked.is_narrowed,
    }
    if request.htmx and asked.cursor:
        return render(request, "search/_tag_rows.html", context)
    context["total"] = found.count()
    if request.htmx:
        return asked.fragment(request, "search/_tags.html", context)
    context["popular"] = tags_this_week()
    context |= own_tags(request.user)
    return render(request, "search/tags.html", context)


def listed(user, show):
    """Without `show`, the tags of something that every member may see; for visitors, of something besides rooms."""
    if show == "following":
        return Tag.objects.filter(followers__user=user)
    if show == "skills":
        return Tag.objects.filter(skills__profile=user.pk)
    return Tag.objects.in_use() if user.is_authenticated else Tag.objects.in_use_besides_rooms()


def with_follows(tags, user):
    if not user.is_authenticated:
        return tags.annotate(i_follow=Value(False, BooleanField()))
    return tags.annotate(i_follow=Exists(TagFollow.objects.filter(user=user, tag=OuterRef("pk"))))


def own_tags(user):
    if not user.is_authenticated:
        return {}
    followed = Tag.objects.filter(followers__user=user).order_by("name")
    skills = Tag.objects.filter(skills__profile=user.pk).order_by("skills__position", "skills__pk")
    return {
        "followed": followed[:CHIPS],
        "skills": skills[:CHIPS],
        "followed_number": followed.count(),
        "skill_number": skills.count(),
    }


@login_not_required
@require_safe
def tag(request: HtmxRequest, name):
    """What the viewer may see of what has a tag. `?before=` the last post of the page before."""
    tag = tag_or_404(request, name)
    if tag.name != tag_name(name):
        return redirect_with_query(request, address("tags:tag", tag.name), permanent=True)
    posts = visible_targets(request).tagged_with(tag)
    page = grid(posts, request.GET.get("before"))
    if request.htmx:
        return render(request, "posts/_grid.html", {"tag": tag, "page": page})
    skills = skills_of(request, tag)
    taggings = ProjectTag.objects.filter(tag=tag, project__in=visible_targets(request, Project).published())
    projects = list(taggings.order_by("-project").values_list("project", flat=True)[:MOST])
    newest = list(posts.newest_first().values_list("pk", flat=True)[:MOST])
    rooms = rooms_of(request, tag)
    context = {
        "tag": tag,
        "page": page,
        "before": request.GET.get("before"),
        "i_follow": request.user.is_authenticated and tag.followers.filter(user=request.user).exists(),
        "followers": tag.followers.filter(user__is_active=True).count(),
        "people": people(request, skills[:CARDS]),
        "projects": with_cards(projects[:CARDS]),
        "rooms": rooms[:CARDS],
        "looking": looking_for_help(request, projects),
        "related": related(tag, skills, projects, newest),
        "numbers": {"people": len(skills), "projects": len(projects), "posts": len(newest), "rooms": len(rooms)},
        "most": MOST,
        "back": request.get_full_path(),
    }
    return render(request, "search/tag.html", context)


def skills_of(request, tag):
    """`[(profile, level)]` of the people with a skill, the best first; nobody from whom a block parts the viewer."""
    visible = Profile.objects.visible_to(request.user, SiteSettings.current()).not_parted_from(request.user)
    skills = Skill.objects.filter(tag=tag, profile__in=visible.values("pk")).best_first()
    return list(skills.values_list("profile", "level")[:MOST])


def people(request, skills):
    """`[(profile, label of the level)]`, in the same order."""
    found = Profile.objects.with_cards().with_ties_of(request.user).in_bulk([pk for pk, _level in skills])
    return [(found[pk], Skill.Level(level).label) for pk, level in skills if pk in found]


def with_cards(pks):
    found = Project.objects.with_cards().in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


def rooms_of(request, tag):
    rooms = Room.objects.visible_to(request.user, SiteSettings.current()).in_use().shared().filter(topics=tag)
    return list(rooms.with_cards().most_awake_first()[:PAGE])


def looking_for_help(request, projects):
    found = Project.objects.filter(pk__in=projects).exclude(help_wanted="").newest_first()
    return found.select_related("owner__profile")[:BESIDE]


def related(tag, skills, projects, posts):
    """`[(tag, number)]`: the tags that the same people, projects and posts have, by how many of them do."""
    found = Counter()
    most_used(found, Skill.objects.filter(profile__in=[pk for pk, _level in skills]))
    most_used(found, ProjectTag.objects.filter(project__in=projects))
    most_used(found, Tagging.objects.filter(post__in=posts))
    found.pop(tag.pk, None)
    return with_numbers(found, BESIDE)

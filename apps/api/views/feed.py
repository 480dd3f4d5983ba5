"""What a person is shown: their feed, what they have saved and archived, and Discover."""

from dataclasses import replace

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError

from apps.accounts.models import SiteSettings
from apps.posts.feed import page_of_feed
from apps.posts.models import Post
from apps.posts.views.feed import saves_of
from apps.projects.models import Project
from apps.search.draws import drawn, page_of_draw, read_after, read_seed
from apps.shared import paging
from apps.shared.parameters import whole_number

from .. import pagination
from ..permissions import has_scope
from ..scopes import Scope
from ..serializers.posts import PostSerializer
from ..serializers.projects import DiscoverItemSerializer, SavedItemSerializer
from .base import View
from .posts import posts_page, whole


class Feed(View):
    scopes = {"GET": Scope.POSTS_READ}

    @extend_schema(
        operation_id="feed_list",
        tags=["posts"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(PostSerializer),
    )
    def get(self, request):
        """Posts of the people and the tags that you follow, and your own, the newest first."""
        before = whole_number(pagination.key_text(request))
        posts, has_older = page_of_feed(request.user, before, pagination.limit_of(request))
        prefetch_related_objects(posts, "photos", "tags")
        after = posts[-1].pk if posts and has_older else None
        return pagination.page_response(request, PostSerializer(posts, many=True).data, after)


class Archived(View):
    scopes = {"GET": Scope.POSTS_READ}

    @extend_schema(
        operation_id="archived_list",
        tags=["posts"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(PostSerializer),
    )
    def get(self, request):
        """The posts that you have archived, the newest first."""
        return posts_page(request, Post.objects.filter(author=request.user).exclude(archived_at=None))


def whole_targets(user, posts, projects):
    """`{"post-7": post}` of the numbers of posts and projects that the viewer may see, with all that lists show."""
    found = {f"post-{pk}": post for pk, post in whole(Post.objects, user).in_bulk(posts).items()}
    cards = Project.objects.with_marks(user).with_cards().in_bulk(projects)
    return found | {f"project-{pk}": project for pk, project in cards.items()}


class SavedItems(View):
    scopes = {"GET": Scope.POSTS_READ}

    @extend_schema(
        operation_id="saved_list",
        tags=["me"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(SavedItemSerializer),
    )
    def get(self, request):
        """The posts and projects that you have saved, the newest save first.

        A token finds projects with the permission to read them only.
        """
        saves = saves_of(request)
        if not has_scope(request, Scope.PROJECTS_READ):
            saves = saves.filter(project=None)
        page = paging.downwards(saves, pagination.limit_of(request), pagination.key_text(request))
        posts = [save.post_id for save in page if save.post_id]
        projects = [save.project_id for save in page if save.project_id]
        targets = whole_targets(request.user, posts, projects)
        rows = []
        for save in page:
            noun = "post" if save.post_id else "project"
            if target := targets.get(f"{noun}-{save.post_id or save.project_id}"):
                setattr(save, noun, target)
                rows.append(save)
        after = pagination.last_key(page)
        return pagination.page_response(request, SavedItemSerializer(rows, many=True).data, after)


class Discover(View):
    scopes = {"GET": Scope.POSTS_READ}

    @extend_schema(
        operation_id="discover_list",
        tags=["discover"],
        parameters=[
            OpenApiParameter("seed", str, description="Of a draw, as `next` has it; a new draw without it."),
            *pagination.PARAMETERS,
        ],
        responses=pagination.page_of(DiscoverItemSerializer),
    )
    def get(self, request):
        """Posts and projects that you have not seen and might like. `next` leads on in the same draw.

        A token finds projects with the permission to read them only, so that a page may have fewer rows than `limit`.
        """
        site, user, asked = SiteSettings.current(), request.user, request.query_params
        seed, passed = read_seed(asked.get("seed")), read_after(asked.get("after"))
        if asked.get("seed", seed) != seed:
            raise ValidationError({"seed": [_("This is not the seed of a draw.")]}, code="invalid")
        if asked.get("after") and not passed:
            raise ValidationError({"after": [pagination.NO_PLACE]}, code="invalid")
        limit = pagination.limit_of(request)
        page = page_of_draw(drawn(user, site, seed), user, site, seed, passed, size=limit)
        posts = [card.target.pk for card in page.cards if card.target.noun == "post"]
        projects = [card.target.pk for card in page.cards if card.target.noun == "project"]
        projects = projects if has_scope(request, Scope.PROJECTS_READ) else []
        targets = whole_targets(user, posts, projects)
        rows = [replace(card, target=targets[card.identity]) for card in page.cards if card.identity in targets]
        return pagination.page_response(request, DiscoverItemSerializer(rows, many=True).data, page.after, seed=seed)

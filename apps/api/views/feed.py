"""What comes to a person: their feed, what they have saved and archived."""

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema

from apps.posts.feed import page_of_feed
from apps.posts.models import Post
from apps.shared.parameters import whole_number

from .. import pagination
from ..scopes import Scope
from ..serializers.posts import PostSerializer
from .base import View
from .posts import posts_page


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

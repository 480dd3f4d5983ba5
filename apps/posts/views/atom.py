"""What everybody may read of somebody's photos, and of those under a tag, for feed readers, who sign in nowhere."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import SiteSettings
from apps.accounts.user_rows import creates_missing_rows
from apps.people.models import Profile
from apps.shared.addresses import address
from apps.shared.http import HtmxRequest
from apps.shared.words import NOT_IN_XML
from apps.tags.models import Tag

from ..models import Post

IN_FEED = 20  # posts


class PostsFeed(Feed):
    feed_type = Atom1Feed

    def posts(self):
        posts = Post.objects.visible_to(AnonymousUser(), SiteSettings.current()).newest_first()
        return posts.select_related("author__profile").prefetch_related("photos")

    def __call__(self, request, *args, **kwargs):
        self.origin = request.build_absolute_uri("/").removesuffix("/")
        response = super().__call__(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    def item_title(self, post):
        return in_xml(post.line) or _("A photo")

    def item_description(self, post):
        return in_xml(render_to_string("posts/_in_feed.html", {"post": post, "origin": self.origin}))

    def item_author_name(self, post):
        return in_xml(post.author.profile.name)

    def item_pubdate(self, post):
        return post.published_at

    def item_updateddate(self, post):
        return post.edited_at or post.published_at


class PhotosOf(PostsFeed):
    def get_object(self, request, username):
        people = Profile.objects.visible_to(AnonymousUser(), SiteSettings.current()).select_related("user")
        return get_object_or_404(people, user__username=username.lower(), is_private=False)

    def title(self, profile):
        return in_xml(_("Photos of %(name)s") % {"name": profile.name})

    def link(self, profile):
        return profile.get_absolute_url()

    def items(self, profile):
        return self.posts().filter(author=profile.user)[:IN_FEED]


class TaggedWith(PostsFeed):
    def get_object(self, request, name):
        if not SiteSettings.current().visitors_read_people:
            raise Http404
        return get_object_or_404(Tag, name=name.lower())

    def title(self, tag):
        return str(tag)

    def link(self, tag):
        return address("posts:tag", tag.name)

    def items(self, tag):
        return self.posts().tagged_with(tag)[:IN_FEED]


def in_xml(text):
    return NOT_IN_XML.sub("", str(text))


@login_not_required
@require_safe
@creates_missing_rows
def photos_feed(request: HtmxRequest, username):
    return PhotosOf()(request, username=username)


@login_not_required
@require_safe
def tag_feed(request: HtmxRequest, name):
    return TaggedWith()(request, name=name)

"""What everybody may read of somebody's photos, and of those under a tag, for feed readers, who sign in nowhere."""

from datetime import UTC, datetime

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
from apps.shared import atom
from apps.shared.addresses import absolute, address
from apps.shared.direction import isolate_text
from apps.shared.http import HtmxRequest, any_of, redirect_with_query
from apps.shared.text import tag_name
from apps.shared.words import NOT_IN_XML
from apps.tags.models import Tag

from ..models import Post

IN_FEED = 20  # posts
FIRST = datetime(2000, 1, 1, tzinfo=UTC)


class PostsFeed(Feed):
    feed_type = Atom1Feed

    def posts(self):
        posts = Post.objects.visible_to(AnonymousUser(), SiteSettings.current()).newest_first()
        return posts.select_related("author__profile").prefetch_related("photos")

    def __call__(self, request, *args, **kwargs):
        feed = super().__call__(request, *args, **kwargs)
        response = atom.answer(request, feed.content, lambda: feed)
        response["X-Robots-Tag"] = "noindex"
        return response

    def get_feed(self, obj, request):
        feed = super().get_feed(obj, request)
        if not feed.num_items():
            feed.latest_post_date = lambda: self.since(obj)
        return feed

    def link(self, obj):
        return absolute(self.page(obj))

    def feed_url(self, obj):
        return absolute(f"{self.page(obj)}feed.atom")

    def item_link(self, post):
        return absolute(post.get_absolute_url())

    def item_title(self, post):
        return in_xml(post.line) or _("A photo")

    def item_description(self, post):
        html = render_to_string("posts/_in_feed.html", {"post": post})
        return in_xml(atom.with_absolute_links(html, post.get_absolute_url()))

    def item_author_name(self, post):
        return in_xml(post.author.profile.distinct_name)

    def item_pubdate(self, post):
        return post.published_at

    def item_updateddate(self, post):
        return post.edited_at or post.published_at


class PhotosOf(PostsFeed):
    def get_object(self, request, username):
        people = Profile.objects.visible_to(AnonymousUser(), SiteSettings.current()).select_related("user")
        if request.user.is_authenticated:
            people = people.visible_to(request.user, SiteSettings.current())
        return get_object_or_404(people, user__username=username.lower(), is_private=False)

    def title(self, profile):
        return in_xml(_("Photos of %(name)s") % {"name": isolate_text(profile.name)})

    def page(self, profile):
        return profile.get_absolute_url()

    def since(self, profile):
        return profile.user.date_joined

    def items(self, profile):
        return self.posts().filter(author=profile.user)[:IN_FEED]


class TaggedWith(PostsFeed):
    def get_object(self, request, tag):
        return tag

    def title(self, tag):
        return str(tag)

    def page(self, tag):
        return address("tags:tag", tag.name)

    def since(self, tag):
        return SiteSettings.current().opened_at or FIRST

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
    tag = any_of(Tag.objects.called(name)) if SiteSettings.current().visitors_read_people else None
    if tag is None:
        raise Http404
    if tag.name != tag_name(name):
        return redirect_with_query(request, address("posts:tag_feed", tag.name), permanent=True)
    return TaggedWith()(request, tag=tag)

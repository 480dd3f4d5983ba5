import django_filters
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings
from apps.people.models import Profile
from apps.shared.http import any_of
from apps.tags.models import Tag

from .models import Post


class PostFilter(django_filters.FilterSet):
    """`?author=` a username, `?tag=` the name of a tag, also a former one."""

    author = django_filters.CharFilter(method="by_author", label=_("Author"))
    tag = django_filters.CharFilter(method="with_tag", label=_("Tag"))

    class Meta:
        model = Post
        fields = []

    def by_author(self, posts, _name, username):
        people = Profile.objects.visible_to(self.request.user, SiteSettings.current())
        person = people.with_username(username)
        return posts.filter(author=person.user) if person else posts.none()

    def with_tag(self, posts, _name, name):
        tag = any_of(Tag.objects.called(name))
        return posts.tagged_with(tag) if tag else posts.none()

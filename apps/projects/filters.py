import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import SiteSettings
from apps.people.models import Follow, Profile
from apps.shared.substrings import with_part
from apps.shared.words import with_each_word
from apps.tags.models import Tag

from .models import Project, ProjectTag

# How the list can be sorted: `(field, whether the highest comes first)`, by what the address says.
ORDERS = {
    "": ("published_at", True),
    "reviewed": ("positive_count", True),
    "liked": ("like_count", True),
    "title": ("sort_title", False),
}
ORDER_LABELS = [("", _("Newest")), ("reviewed", _("Best reviewed")), ("liked", _("Most liked")), ("title", _("Title"))]


class ProjectFilter(django_filters.FilterSet):
    """`?q=` in titles, stories, tags and owners: every word must match, in any of them. `?tag=` one tag exactly,
    `?person=` who owns it or works on it, `?year=` in which it was published, `?help=1` looking for help,
    `?following=1` of people whom the viewer follows.
    """

    q = django_filters.CharFilter(method="with_words", label=_("Search projects"))
    help = django_filters.BooleanFilter(
        method="looking_for_help", label=_("Looking for help"), widget=forms.CheckboxInput
    )
    following = django_filters.BooleanFilter(
        method="of_people_i_follow", label=_("Following"), widget=forms.CheckboxInput
    )
    tag = django_filters.CharFilter(method="with_tag", label=_("Tag"))
    person = django_filters.CharFilter(method="of_person", label=_("Person"))
    year = django_filters.NumberFilter(method="of_year", label=_("Year"), min_value=1900, max_value=9000)

    class Meta:
        model = Project
        fields = []

    def with_words(self, projects, _name, words):
        def matches(word):
            word = word.lstrip("#@")
            tags = Tag.objects.filter(search_text__contains=word).values("pk")
            tagged = ProjectTag.objects.filter(tag__in=tags).order_by().values("project")
            owned = Project.objects.filter(owner__in=Profile.objects.pks_named(word)).order_by().values("pk")
            return with_part(Project, "search_text", word, owned, tagged)

        return with_each_word(projects, words, matches)

    def looking_for_help(self, projects, _name, wanted):
        return projects.exclude(help_wanted="") if wanted else projects

    def of_people_i_follow(self, projects, _name, wanted):
        user = self.request.user
        if not wanted or not user.is_authenticated:
            return projects
        return projects.filter(owner__in=Follow.objects.filter(follower=user).values("followed"))

    def with_tag(self, projects, _name, tag):
        return projects.filter(pk__in=ProjectTag.objects.filter(tag__in=Tag.objects.called(tag)).values("project"))

    def of_person(self, projects, _name, username):
        people = Profile.objects.visible_to(self.request.user, SiteSettings.current())
        person = people.with_username(username)
        return projects.of(person.user) if person else projects.none()

    def of_year(self, projects, _name, year):
        return projects.filter(published_at__year=int(year))

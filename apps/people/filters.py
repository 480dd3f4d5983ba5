import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.shared.words import with_each_word
from apps.tags.models import Tag

from .models import Profile


class PeopleFilter(django_filters.FilterSet):
    """`?q=` in names, headlines, bios, places and skills; `?skill=` one skill exactly."""

    q = django_filters.CharFilter(method="anywhere", label=_("Search people"))
    skill = django_filters.CharFilter(method="with_skill", label=_("Skill"))

    class Meta:
        model = Profile
        fields = []

    def with_skill(self, people, _name, skill):
        return people.filter(skills__in=Tag.objects.called(skill))

    def anywhere(self, people, _name, words):
        def told(word):
            word = word.lstrip("#@")
            skilled = Profile.skills.through.objects.filter(tag__search_text__contains=word).values("profile_id")
            return Q(search_text__contains=word) | Q(user__username__contains=word) | Q(pk__in=skilled)

        return with_each_word(people, words, told)

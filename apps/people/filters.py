from datetime import timedelta

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.live import presence
from apps.shared.folding import fold
from apps.shared.parameters import whole_number
from apps.shared.substrings import with_part
from apps.shared.words import with_each_word
from apps.tags.models import Tag

from .models import Follow, Profile, ProfileField, ProfileFieldValue, Skill

NEW = timedelta(days=30)
FIELD = "field-"  # before the number of a field, in an address

# How the directory can be sorted: `(field, whether the highest comes first)`, by what the address says. Accounts are
# numbered in the order in which they are made.
ORDERS = {"": ("sort_name", False), "newest": ("user_id", True)}
ORDER_LABELS = [("", _("Name")), ("newest", _("Newest"))]


class PeopleFilter(django_filters.FilterSet):
    """`?q=` in names, usernames, headlines, bios, places and skills: every word must match, in any of them.

    `?skill=` one skill exactly, `?place=` a part of the place, `?new=1` joined within 30 days. For members also
    `?online=1` has a page open at this moment, `?following=1` whom the viewer follows; and `?field-7=Red` who has
    chosen that in the site's own field of this number.
    """

    q = django_filters.CharFilter(method="anywhere", label=_("Search people"))
    skill = django_filters.CharFilter(method="with_skill", label=_("Skill"))
    place = django_filters.CharFilter(method="at_place", label=_("Place"))
    online = django_filters.BooleanFilter(method="online_now", label=_("Online now"), widget=forms.CheckboxInput)
    new = django_filters.BooleanFilter(method="joined_lately", label=_("New"), widget=forms.CheckboxInput)
    following = django_filters.BooleanFilter(method="whom_i_follow", label=_("Following"), widget=forms.CheckboxInput)

    class Meta:
        model = Profile
        fields = []

    def filter_queryset(self, people):
        people = super().filter_queryset(people)
        for name, value in self.data.items():
            number = whole_number(name.removeprefix(FIELD)) if name.startswith(FIELD) else None
            if number and value:
                chosen = ProfileFieldValue.objects.filter(field=number, value=value)
                people = people.filter(pk__in=chosen.filter(field__type=ProfileField.Type.CHOICE).values("profile"))
        return people

    def fields_to_choose_by(self):
        """`[(name in the address, label, choices, the chosen one)]` of the site's own fields."""
        fields = ProfileField.objects.with_choices()
        names = {field: f"{FIELD}{field.pk}" for field in fields}
        return [(name, field.label, field.choice_list, self.data.get(name, "")) for field, name in names.items()]

    def anywhere(self, people, _name, words):
        def found(word):
            word = word.lstrip("#@")
            tags = Tag.objects.filter(search_text__contains=word).values("pk")
            skilled = Skill.objects.filter(tag__in=tags).order_by().values("profile")
            return with_part(Profile, "search_text", word, Profile.objects.pks_with_username(word), skilled)

        return with_each_word(people, words, found)

    def with_skill(self, people, _name, skill):
        return people.filter(
            pk__in=Skill.objects.filter(tag__in=Tag.objects.called(skill)).order_by().values("profile")
        )

    def at_place(self, people, _name, place):
        return people.filter(search_text__substring=fold(place), place_text__contains=fold(place))

    def online_now(self, people, _name, wanted):
        """Not those between whom and the viewer is a block: they are not to know of each other."""
        user = self.request.user
        if not wanted or not user.is_authenticated:
            return people
        return people.filter(pk__in=presence.online()).not_parted_from(user)

    def joined_lately(self, people, _name, wanted):
        return people.filter(user__date_joined__gte=timezone.now() - NEW) if wanted else people

    def whom_i_follow(self, people, _name, wanted):
        user = self.request.user
        if not wanted or not user.is_authenticated:
            return people
        return people.filter(pk__in=Follow.objects.filter(follower=user).values("followed"))

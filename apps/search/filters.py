import django_filters
from django.utils.translation import gettext_lazy as _

from apps.tags.models import Tag

# How the list can be sorted: `(field, whether the highest comes first)`, by what the address says.
ORDERS = {
    "": ("name", False),
    "uses": ("use_count", True),
    "people": ("person_count", True),
    "projects": ("project_count", True),
    "posts": ("post_count", True),
}
ORDER_LABELS = [
    ("", _("Name")),
    ("uses", _("Most used")),
    ("people", _("Most people")),
    ("projects", _("Most projects")),
    ("posts", _("Most posts")),
]


class TagFilter(django_filters.FilterSet):
    """`?q=` how the name begins; without `#`."""

    q = django_filters.CharFilter(method="with_beginning", label=_("Search tags"))

    class Meta:
        model = Tag
        fields = []

    def with_beginning(self, tags, _name, letters):
        return tags.beginning_with(letters.lstrip("#"))

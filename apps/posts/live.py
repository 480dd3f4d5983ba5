"""Which posts and projects someone hears, and whether the feed."""

from apps.accounts.models import SiteSettings
from apps.live import channels
from apps.shared.parameters import whole_number

from .broadcasts import FEEDS
from .models.targets import visible_targets


def register_target(model):
    """The channel of each post or project: `?post=7` on the stream's address asks for it, where it may be seen."""
    noun = model._meta.model_name

    def can_be_read_by(user, pk):
        targets = visible_targets(model, user, SiteSettings.current())
        return targets.filter(pk=whole_number(str(pk)) or 0).exists()

    def on_the_page(request):
        pk = whole_number(request.GET.get(noun))
        return [channels.named(noun, pk)] if pk and can_be_read_by(request.user, pk) else []

    channels.register(noun, source=on_the_page, can_be_read_by=can_be_read_by, reliable=False)


def feed_on_the_page(request):
    """`?feed`: whether there may be new posts."""
    return [FEEDS] if "feed" in request.GET and is_a_member(request.user) else []


def is_a_member(user, pk=None):
    return user.is_authenticated and not user.is_guest

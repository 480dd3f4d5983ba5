"""Which posts somebody hears."""

from apps.accounts.models import SiteSettings
from apps.live import channels
from apps.shared.parameters import whole_number

from .broadcasts import FEEDS
from .models import Post


def post_on_the_page(request):
    """`?post=7` on the stream's address: that post's channel, where it may be seen."""
    pk = whole_number(request.GET.get("post"))
    return [channels.named("post", pk)] if pk and can_be_read_by(request.user, pk) else []


def can_be_read_by(user, pk):
    return Post.objects.visible_to(user, SiteSettings.current()).filter(pk=whole_number(str(pk)) or 0).exists()


def feed_on_the_page(request):
    """`?feed`: whether there may be new posts."""
    return [FEEDS] if "feed" in request.GET and is_a_member(request.user) else []


def is_a_member(user, pk=None):
    return user.is_authenticated and not user.is_guest

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from apps.shared.signals import rights_changed, visitors_rights_changed

from . import publish


@receiver(user_logged_out)
def streams_end_with_the_session(sender, request, user, **kwargs):
    """Django says so while the session is still there: by it, a page that comes back at once would be let in again."""
    if user:  # nobody, when a visitor signs out
        request.session.delete()
        publish.end_streams_of(user)


@receiver(rights_changed)
def streams_end_with_the_rights(sender, user, **kwargs):
    publish.end_streams_of(user)


@receiver(visitors_rights_changed)
def streams_of_visitors_end_with_theirs(sender, **kwargs):
    publish.end_streams_of_visitors()

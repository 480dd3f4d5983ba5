from contextlib import suppress

from django.db import IntegrityError
from django.dispatch import receiver

from apps.posts.signals import target_opened

from .models import Seen


@receiver(target_opened)
def what_is_opened_is_seen(sender, target, user, **kwargs):
    """A page that is opened again writes nothing."""
    if not Seen.objects.filter(user=user, **{target.noun: target}).exists():
        with suppress(IntegrityError):  # it was deleted in the meantime
            Seen.objects.mark(user, [target])

from django.db.models.signals import post_save
from django.dispatch import receiver

from apps.shared.signals import rights_changed

from .models import SiteSettings, User
from .signals import users_created


@receiver(post_save, sender=User)
def one_user_was_saved(sender, instance, created, raw, **kwargs):
    if raw or instance.is_guest:
        return
    if created:
        users_created.send(sender=sender, users=[instance])
    elif instance.password_changes or not instance.is_active:
        rights_changed.send(sender=sender, user=instance)


@receiver(users_created)
def the_site_has_been_opened(sender, **kwargs):
    SiteSettings.open()

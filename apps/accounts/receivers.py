from functools import partial

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from apps.shared.signals import rights_changed

from . import user_rows
from .models import SiteSettings, User
from .signals import users_created


@receiver(post_save, sender=User)
def one_user_was_saved(sender, instance, created, raw, **kwargs):
    if instance.is_guest:
        return
    if raw:
        user_rows.create_for([instance], of_fixture=True)
        transaction.on_commit(partial(user_rows.create_missing, User.objects.filter(pk=instance.pk)))
    elif created:
        users_created.send(sender=sender, users=[instance])
    elif instance.password_changes or not instance.is_active:
        rights_changed.send(sender=sender, user=instance)


@receiver(users_created)
def rows_come_with_users(sender, users, **kwargs):
    user_rows.create_for(users)


@receiver(users_created)
def the_site_has_been_opened(sender, **kwargs):
    SiteSettings.open()

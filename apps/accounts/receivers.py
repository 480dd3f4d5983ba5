from functools import partial

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from apps.shared.signals import rights_changed

from . import email_addresses, user_rows
from .models import SiteSettings, User
from .signals import email_changed, users_created


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


@receiver(email_changed)
def the_new_email_is_the_only_one_to_sign_in_with(sender, user, **kwargs):
    email_addresses.use_email_of_user(user)


@receiver(post_save, sender=EmailAddress)
def a_user_has_the_primary_email(sender, instance, raw, **kwargs):
    if not raw:
        email_addresses.use_primary_email(instance)


@receiver(post_delete, sender=EmailAddress)
def a_deleted_email_is_not_left_with_its_user(sender, instance, origin=None, **kwargs):
    """Not where it goes with its user."""
    if getattr(origin, "model", type(origin)) is EmailAddress:
        email_addresses.replace_deleted_email(instance)


@receiver(users_created)
def rows_come_with_users(sender, users, **kwargs):
    user_rows.create_for(users)


@receiver(users_created)
def the_site_has_been_opened(sender, **kwargs):
    SiteSettings.open()

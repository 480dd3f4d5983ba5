from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from apps.accounts.models import Invitation
from apps.accounts.signals import former_member_created, invitation_used, username_changed
from apps.shared.stamps import new_stamp
from apps.tags.signals import tag_changed

from .models import Block, ImportedProfile, Profile, Skill


@receiver(post_delete, sender=Profile)
def namesakes_of_who_is_gone_are_told_apart_no_longer(sender, instance, **kwargs):
    Profile.objects.mark_namesakes([instance.look])


@receiver(post_save, sender=settings.AUTH_USER_MODEL)
def a_former_member_has_a_name(sender, instance, created, raw, **kwargs):
    """As lists of messages and comments show it; other guests get one where they come in."""
    if created and not raw and instance.is_former:
        Profile.objects.insert_missing([instance])


@receiver(former_member_created)
def who_is_blocked_stays_so_as_a_former_member(sender, user, former, **kwargs):
    """Or what they wrote would be shown to the people who did not want to see it."""
    Block.objects.filter(blocked=user).update(blocked=former)


@receiver(username_changed)
def what_shows_a_person_shows_the_new_name(sender, user, **kwargs):
    Profile.objects.filter(user=user).update(stamp=new_stamp())
    Profile.objects.filter(user=user).refold()


@receiver(invitation_used, sender=Invitation)
def an_imported_person_has_registered(sender, invitation, user, **kwargs):
    for imported in ImportedProfile.objects.filter(invitation=invitation):
        imported.apply_to(user)


@receiver(post_delete, sender=Profile)
def a_profile_goes_with_its_user_alone(sender, instance, origin=None, **kwargs):
    """Deleted by itself, it is made anew at once: pages show people by it."""
    if getattr(origin, "model", type(origin)) is Profile:
        Profile.objects.create_missing([instance.user])


@receiver(tag_changed)
def what_shows_a_skill_shows_its_new_name(sender, tag, **kwargs):
    Profile.objects.filter(skill_rows__tag=tag).update(stamp=new_stamp())
    Profile.objects.filter(skill_rows__tag=tag).refold()


@receiver(post_save, sender=Profile)
def a_new_profile_is_found_by_its_username(sender, instance, created, **kwargs):
    if created:
        instance.refold()


@receiver([post_save, post_delete], sender=Skill)
def a_person_is_found_by_their_skills(sender, instance, origin=None, **kwargs):
    """`origin` is what is being deleted: a person who goes needs no search text, and `set_skills` writes it once."""
    goes_too = getattr(origin, "model", type(origin)) in (Profile, get_user_model())
    if not goes_too and not getattr(origin, "refolds_later", False):
        Profile.objects.filter(pk=instance.profile_id).refold()

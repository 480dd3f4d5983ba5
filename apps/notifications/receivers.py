from allauth.account.signals import password_changed, password_set
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete
from django.dispatch import receiver

from .models import Preferences, Subscription


@receiver(post_delete, sender=Preferences)
def preferences_go_with_their_user_alone(sender, instance, origin=None, **kwargs):
    if getattr(origin, "model", type(origin)) is Preferences:
        Preferences.objects.create_missing([instance.user])


# A push is for whoever sits before the browser: it ends with the session. `Subscription.is_signed_in` is asked before
# each one; what ends in plain sight is gone at once.


@receiver(user_logged_out)
def pushes_end_with_signing_out(sender, request, user, **kwargs):
    if user:
        user.subscriptions.of_session(request.session.session_key).delete()


@receiver([password_changed, password_set])
def pushes_stay_with_a_session_under_its_new_key(sender, request, user, **kwargs):
    """Whoever changes the password sits before the same browser still."""
    if number := request.session.get("push"):
        user.subscriptions.filter(pk=number).update(session_key=request.session.session_key)


@receiver(post_delete, sender=UserSession)
def pushes_end_with_the_session(sender, instance, **kwargs):
    Subscription.objects.of_session(instance.session_key).delete()

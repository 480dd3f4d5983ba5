from allauth.account.auth_backends import AuthenticationBackend

from apps.shared.http import any_of


class PeopleBackend(AuthenticationBackend):
    """allauth's (username or e-mail), fetching the profile in the same query: every page shows its face."""

    def get_user(self, user_id):
        from apps.accounts.models import User

        user = any_of(User.objects.select_related("profile").filter(pk=user_id))
        if user and self.user_can_authenticate(user):
            return user if user.profile else None  # which is there from here on, had it gone missing
        return None

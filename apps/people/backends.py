from allauth.account.auth_backends import AuthenticationBackend

from apps.shared.http import any_of


class PeopleBackend(AuthenticationBackend):
    """allauth's (username or email), fetching the profile in the same query: every page shows its face."""

    def _authenticate(self, request, **credentials):
        """Find one account and try one password: allauth tries an address twice, which tells that it is known."""
        from apps.accounts.logins import user_of

        user = user_of(credentials.get("username") or credentials.get("email") or "")
        return self._check_password(user, credentials["password"])

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and not user.is_bot

    def get_user(self, user_id):
        from apps.accounts.models import User

        user = any_of(User.objects.select_related("profile").filter(pk=user_id))
        if user and self.user_can_authenticate(user):
            return user if user.profile else None  # which is there from here on, had it gone missing
        return None

"""Users who do not exist, as whom someone looks at their own profile ("View as").

A stand-in is an unsaved user whose number no row can have, so that it has no relation to anyone. What it is to the
profile's owner, `stand_in_for`, is answered by `follows` and `is_blocked_by` of the models, through which every
permission goes. Nothing is written.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from .models import Profile

NO_ONE = -1  # the number of a stand-in

# What the banner says, and the chip that chooses it.
VIEWS = {
    "visitor": (_("a visitor"), _("Visitor")),
    "member": (_("a member"), _("Member")),
    "follower": (_("a follower"), _("Follower")),
    "blocked": (_("a blocked person"), _("Blocked")),
}


def stand_in(view, owner):
    """The user whom a page is rendered for; `view` is one of VIEWS."""
    if view == "visitor":
        return AnonymousUser()
    user = get_user_model()(pk=NO_ONE, username="-")
    user.profile = Profile(user=user, name="-")
    user.stand_in_for = (view, owner.pk)
    return user

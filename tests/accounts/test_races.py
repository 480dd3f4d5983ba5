"""Several at once, where only a database that lets two write at once can show it."""

from apps.accounts.models import Invitation
from tests.racing import ON_A_DATABASE_WITH_SEVERAL_WRITERS, each_at_once

pytestmark = ON_A_DATABASE_WITH_SEVERAL_WRITERS


def test_a_link_lets_in_as_many_as_it_says_though_more_come_at_once(mod):
    for _ in range(8):
        invitation = Invitation.objects.create(made_by=mod, uses_left=3)
        assert sum(each_at_once(6, lambda n, code=invitation.code: Invitation.use(code))) == 3
        invitation.refresh_from_db()
        assert invitation.uses_left == 0

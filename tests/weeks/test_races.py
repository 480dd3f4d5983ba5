"""Two workers at once, where only a database that lets two write at once can show it."""

from django_tasks_db.models import DBTaskResult

from apps.notifications.models import Preferences
from apps.weeks import letters, making
from apps.weeks.models import Week
from tests.racing import ON_A_DATABASE_WITH_SEVERAL_WRITERS, at_once
from tests.weeks.conftest import WEEK

pytestmark = ON_A_DATABASE_WITH_SEVERAL_WRITERS


def test_of_workers_who_make_a_week_at_once_one_makes_it_and_mails_it(lively, ada, bob):
    Preferences.objects.filter(user__in=[ada, bob]).update(wants_week=True)
    made = at_once(*[lambda: making.make(WEEK)] * 6)
    assert len([week for week in made if week]) == 1
    assert DBTaskResult.objects.count() == 1
    at_once(*[lambda: making.plan_mails.call(Week.objects.get().pk)] * 6)
    assert DBTaskResult.objects.filter(task_path=letters.mail.module_path).count() == 2

"""Several tabs of one person at once, where only a database that lets two write at once can show it."""

from apps.posts.models import Post
from apps.search.models import Seen
from tests import racing

pytestmark = racing.ON_A_DATABASE_WITH_SEVERAL_WRITERS


def test_two_tabs_that_saw_the_same_in_another_order_do_not_wait_for_each_other(ada, bob):
    posts = [Post.objects.create(author=ada, body=f"Oak {number}") for number in range(60)]
    for _round in range(30):
        Seen.objects.all().delete()
        racing.at_once(
            lambda: Seen.objects.mark(bob, posts),
            lambda: Seen.objects.mark(bob, posts[::-1]),
            lambda: Seen.objects.mark(bob, posts),
            lambda: Seen.objects.mark(bob, posts[::-1]),
        )
        assert Seen.objects.filter(user=bob).count() == 60

"""With an account go its posts, likes and comments; this keeps the numbers on what stays right."""

from django.db.models import Q

from apps.live import log

from . import counters
from .models import Comment, CommentLike, Like
from .models.targets import target_models


class Departure:
    """What must be known of an account before it goes. All happens in the transaction that deletes it."""

    def __init__(self, user):
        log.take_turn()
        said = Comment.objects.filter(author=user)
        liked = CommentLike.objects.filter(user=user)
        answered = set(said.exclude(parent=None).values_list("parent", flat=True))
        self.comments = answered | set(liked.values_list("comment", flat=True))
        self.targets = {}
        for model in target_models():
            noun = model._meta.model_name
            this = [
                rows.exclude(**{noun: None}).values_list(noun, flat=True)
                for rows in (said, Like.objects.filter(user=user))
            ]
            self.targets[model] = {pk for pks in this for pk in pks}
            mine = Q(**{model.author_field: user}) | Q(pk__in=self.targets[model])
            counters.hold(model, model.objects.filter(mine | Q(pk__in=liked.values(f"comment__{noun}"))))

    def complete(self):
        for model, pks in self.targets.items():
            counters.recount(model, pks)
        counters.recount(Comment, self.comments)

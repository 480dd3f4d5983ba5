"""What projects say of their reviews, counted again; hidden reviews do not count."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from .models import Review


def number_of_reviews(*conditions):
    reviews = Review.objects.filter(*conditions, project=OuterRef("pk"), hidden_at=None).order_by().values("project")
    return Coalesce(Subquery(reviews.annotate(number=Count("pk")).values("number")), 0)


REVIEWS = {"review_count": number_of_reviews(), "positive_count": number_of_reviews(Q(is_positive=True))}

"""Drafts that are shown by themselves when their time has come."""

import logging

from django_tasks import task

from .models import Draft, NothingToShow

EVERY = 30  # seconds between two looks
PORTION = 10

logger = logging.getLogger(__name__)


def are_due():
    return Draft.objects.due().exists()


@task()
def carry_out():
    while portion():
        pass


def portion():
    """Show some of what is due, and say how many that were; 0 where nothing is left to do.

    What fails is tried again at the next look, and holds up nothing else.
    """
    return sum(map(shown, list(Draft.objects.due()[:PORTION])))


def shown(draft):
    try:
        return draft.publish_if_due() is not None
    except Draft.DoesNotExist:  # another process was quicker, or its author
        return False
    except NothingToShow:  # its photos were taken out since: it waits for its author
        draft.change(publishes_at=None)
        return False
    except Exception:
        logger.exception("Draft %s could not be shown; it is tried again", draft.pk)
        return False

"""Credentials that have expired and answers that are no longer repeated are deleted once an hour."""

from django.utils import timezone
from django_tasks import task

from .models import AccessToken, IdempotentRequest, Login

EVERY = 3600  # seconds


@task()
def delete_expired():
    now = timezone.now()
    AccessToken.objects.filter(expires_at__lt=now).delete()
    Login.objects.filter(expires_at__lt=now).delete()
    IdempotentRequest.objects.filter(expires_at__lt=now).delete()

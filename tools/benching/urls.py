from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from config.urls import *  # noqa: F403
from config.urls import urlpatterns


@cache
def page_of(size):
    return b"x" * size


@login_not_required
def constant(request, size):
    return HttpResponse(page_of(size))


urlpatterns = [path("constant/<int:size>/", constant), *urlpatterns]

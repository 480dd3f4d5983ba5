"""What is posted to the secret address of an incoming webhook is a message of its bot."""

import json

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from apps.api.serializers.links import page_url
from apps.rooms.forms import MessageForm
from apps.rooms.models import Rests, Shut, Silent
from apps.shared import errors, limits

from ..models import IncomingWebhook


@csrf_exempt  # whoever knows the address needs no cookie, and a browser that has one gives nobody its rights
@login_not_required
@never_cache
@require_POST
@sensitive_variables("secret")
def hook(request, secret):
    """`{"text": …}` as JSON, `text=…` as a form, or the text itself; 201 with the message's id and page."""
    webhook = IncomingWebhook.objects.of_secret(secret)
    if webhook is None:
        raise Http404
    try:
        limits.count(request, "hooks", who=f"hook-{webhook.pk}")
    except limits.RateLimited as limited:
        return problem(429, limited.sentence, "rate-limited")  # RateLimitMiddleware says when to try again
    form = MessageForm({"body": text_in(request)})
    if not form.is_valid():
        found = [{"field": "text", "code": "invalid", "detail": form.sentence}]
        return problem(422, errors.SENTENCES[422](), "invalid", found)
    webhook.note_use()
    try:
        message = webhook.room.post(webhook.bot.user, form.cleaned_data["body"])
    except Rests:
        return problem(409, _("This room is archived."), "room-archived")
    except Shut:
        return problem(409, _("The bot is not a member of this room."), "not-a-member")
    except Silent as silent:
        return problem(409, str(silent), "posting-not-allowed")
    return JsonResponse({"id": message.pk, "page": page_url(message)}, status=201)


def problem(status, detail, code, found=()):
    return errors.problem_response(errors.problem_document(status, detail, code, found))


def text_in(request):
    """What is to be said; an empty text where there is nothing. Raises `BadRequest` for what cannot be read."""
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return request.POST.get("text", "").replace("\0", "")
    try:
        body = request.body.decode(request.encoding or "utf-8")
        if request.content_type == "application/json":
            said = json.loads(body)
            body = said.get("text") if isinstance(said, dict) else None
    except (ValueError, LookupError, RecursionError):
        raise BadRequest from None
    return body.replace("\0", "") if isinstance(body, str) else ""

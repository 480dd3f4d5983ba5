from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag(takes_context=True)
def this_browser(context):
    """`{key, endpoint}`: the site's key, without which there is no push; and where this browser is told, if it is."""
    request = context["request"]
    mine = request.user.subscriptions.of_session(request.session.session_key)
    return {"key": settings.PUSH_PUBLIC_KEY, "endpoint": mine.values_list("endpoint", flat=True).first() or ""}

"""Search in a room."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.shared import markdown, paging
from apps.shared.fulltext import snippet
from apps.shared.http import HtmxRequest, visible_or_404
from apps.shared.limits import asks_with, rate_limited
from apps.shared.parameters import whole_number, words_in

from ..search import Question
from ..search import search as search_in
from .pages import PAGE, readable

LONGEST = 200  # characters of a question


@login_not_required
@require_safe
@rate_limited("searches", when=asks_with("q"))
def search(request: HtmxRequest, slug):
    """`?q=glaze from:ada`: the messages that have these words, the newest first; `?before=` a number for the next."""
    room = visible_or_404(request, readable(request).with_head(), slug=slug)
    text = words_in(request.GET, "q")[:LONGEST]
    question = Question.parsed(text)
    before = whole_number(request.GET.get("before"))
    page = paging.Page([]) if question.is_empty else search_in(room, question, before, PAGE)
    results = [(message, snippet(markdown.plain(message.body_html), question.wanted)) for message in page]
    more = f"?{urlencode({'q': text, 'before': page.rows[-1].pk})}" if page.has_older and page.rows else ""
    context = {"room": room, "q": text, "question": question, "results": results, "more": more, "later": before}
    return render(request, "rooms/_results.html" if request.htmx else "rooms/search.html", context)

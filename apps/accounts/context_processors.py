from django.conf import settings

from .models import SiteSettings


def site(request):
    """`site`: name, welcome, accent and what visitors may read. `scheme`: day or night, where a choice was made.

    `delivers_email`: whether a page may promise an email.
    """
    scheme = request.COOKIES.get("scheme")
    scheme = scheme if scheme in ("light", "dark") else ""
    return {"site": SiteSettings.current(), "scheme": scheme, "delivers_email": settings.DELIVERS_EMAIL}

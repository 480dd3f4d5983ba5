from .models import SiteSettings


def site(request):
    """`site`: name, welcome, accent and what visitors may read. `scheme`: day or night, where a choice was made."""
    scheme = request.COOKIES.get("scheme")
    return {"site": SiteSettings.current(), "scheme": scheme if scheme in ("light", "dark") else ""}

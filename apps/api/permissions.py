from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, permissions

from .scopes import Scope


class HasScope(permissions.BasePermission):
    """Members may do what they may do on the site's pages; a token may do as much of it as its scopes say.

    A view names its scopes by method: `scopes = {"GET": Scope.POSTS_READ, "POST": Scope.POSTS_WRITE}`. A method that
    is not named needs all permissions.
    """

    def has_permission(self, request, view):
        if not request.user.is_authenticated:
            return False
        check_scope(request, scope_of(view, request.method))
        return True


def check_scope(request, scope):
    if not has_scope(request, scope):
        raise missing_scope(scope)


def missing_scope(scope):
    detail = _("This token does not have the permission “%(scope)s”.") % {"scope": scope}
    return exceptions.PermissionDenied(detail, code="missing-scope")


def has_scope(request, scope):
    return request.auth is None or request.auth.has_scope(scope)


def scope_of(view, method):
    scopes = view.scopes
    return scopes.get("GET" if method == "HEAD" else method, Scope.EVERYTHING)

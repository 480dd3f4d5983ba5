"""Collaborators of a project, invitations to be one, and who owns the project."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.projects.models import AlreadyInvited, CannotInvite, NotACollaborator
from apps.projects.views.collaborators import (
    CANNOT_BE_OWNER,
    CANNOT_INVITE,
    IS_INVITED,
    invite_form,
    project_of_collaborator,
    transfer,
)
from apps.projects.views.pages import own_or_404
from apps.shared import paging
from apps.shared.http import visible_or_404

from .. import pagination
from ..problems import Refused, errors_of_form
from ..serializers.projects import CollaboratorSerializer, ProjectSerializer
from ..serializers.requests import body_of
from ..serializers.rooms import UsernameSerializer
from .projects import ProjectView


def with_people(collaborators):
    return collaborators.select_related("user__profile")


class Collaborators(ProjectView):
    limits = {"POST": "projects"}

    @extend_schema(
        operation_id="project_collaborators_list",
        tags=["projects"],
        parameters=pagination.PARAMETERS,
        responses=pagination.page_of(CollaboratorSerializer),
    )
    def get(self, request, pk):
        """Collaborators of a project of yours and whom you have invited, the first invited first."""
        found = with_people(own_or_404(request, pk).collaborators)
        page = paging.after(found, pagination.key_of(request, "after") or 0, pagination.limit_of(request))
        after = pagination.last_key(page)
        return pagination.page_response(request, CollaboratorSerializer(page.rows, many=True).data, after)

    @extend_schema(
        operation_id="project_collaborators_create",
        tags=["projects"],
        request=UsernameSerializer,
        responses={201: CollaboratorSerializer},
    )
    def post(self, request, pk):
        """Invite someone to a project of yours. They are notified once it is published."""
        project = own_or_404(request, pk)
        sent = body_of(request, UsernameSerializer)
        form = invite_form(request, sent)
        if not form.is_valid():
            raise errors_of_form(form)
        try:
            invited = project.invite(form.cleaned_data["username"])
        except AlreadyInvited as twice:
            raise Refused(IS_INVITED, code="already-invited") from twice
        except CannotInvite as refused:
            raise Refused(CANNOT_INVITE, code="cannot-invite") from refused
        data = CollaboratorSerializer(with_people(project.collaborators).get(pk=invited.pk)).data
        return Response(data, status=201)


class CollaboratorOf(ProjectView):
    """A collaborator, or someone who is invited: for the owner of the project and for this person."""

    @extend_schema(operation_id="project_collaborators_retrieve", tags=["projects"], responses=CollaboratorSerializer)
    def get(self, request, pk, username):
        people = with_people(project_of_collaborator(request, pk, username).collaborators)
        found = visible_or_404(request, people, user__username=username.lower())
        return Response(CollaboratorSerializer(found).data)

    @extend_schema(
        operation_id="project_collaborators_destroy", tags=["projects"], request=None, responses={204: None}
    )
    def delete(self, request, pk, username):
        """Remove someone from a project of yours, or withdraw their invitation; with your own username, leave."""
        project = project_of_collaborator(request, pk, username)
        found = with_people(project.collaborators).filter(user__username=username.lower()).first()
        if found is not None:
            project.remove_collaborator(found.user)
        return Response(status=204)


class Invitation(ProjectView):
    """Your invitation to a project: accepted by PUT, declined by DELETE."""

    @extend_schema(
        operation_id="project_invitation_accept", tags=["projects"], request=None, responses=ProjectSerializer
    )
    def put(self, request, pk):
        """Become a collaborator. A review that you wrote of the project is withdrawn."""
        self.target_or_404(pk).accept_invitation(request.user)
        return self.project_response(pk)

    @extend_schema(operation_id="project_invitation_decline", tags=["projects"], request=None, responses={204: None})
    def delete(self, request, pk):
        """The owner is not notified. Where you have accepted already, you leave the project."""
        self.target_or_404(pk).remove_collaborator(request.user)
        return Response(status=204)


class ProjectOwner(ProjectView):
    @extend_schema(
        operation_id="project_owner_update", tags=["projects"], request=UsernameSerializer, responses=ProjectSerializer
    )
    def put(self, request, pk):
        """Give a project of yours to a collaborator who has accepted. You become a collaborator."""
        project = own_or_404(request, pk)
        sent = body_of(request, UsernameSerializer)
        try:
            transfer(project, sent["username"].lstrip("@"))
        except NotACollaborator as refused:
            raise Refused(CANNOT_BE_OWNER, code="not-a-collaborator") from refused
        return self.project_response(pk)

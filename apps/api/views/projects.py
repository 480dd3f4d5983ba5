"""Projects: read, made, changed, published and deleted."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from apps.posts.views.pages import visible
from apps.projects.filters import ORDERS, ProjectFilter
from apps.projects.forms import LinkFormSet, NewProjectForm, ProjectForm
from apps.projects.models import Project
from apps.projects.profile_tabs import of_profile, rows_of_projects
from apps.projects.views.editor import missing, save
from apps.projects.views.pages import own_or_404
from apps.projects.views.profile import SHOWN
from apps.shared import paging

from .. import pagination
from ..filters import check_search, choice_of, filtered, parameters_of
from ..problems import Refused, errors_of_form
from ..serializers.projects import (
    EditProjectSerializer,
    NewProjectSerializer,
    ProjectCardSerializer,
    ProjectSerializer,
)
from ..serializers.requests import body_of
from .base import View
from .marks import PROJECT_SCOPES, TargetView
from .people import person_or_404
from .posts import edited_album


class ProjectView(TargetView):
    model, scopes = Project, PROJECT_SCOPES

    def project_response(self, pk, status=200):
        projects = visible(self.request, Project).with_marks(self.request.user).with_cards().prefetch_related("links")
        data = ProjectSerializer(self.target_or_404(pk, projects)).data
        return Response(data, status=status)


def projects_page(request, projects, sort=""):
    """A page of projects, in one of ORDERS. Only the rows of the page are asked for their marks."""
    field, descending = ORDERS[sort]
    cursor, limit = pagination.cursor_of(request, Project, field), pagination.limit_of(request)
    rows = Project.objects.with_marks(request.user).with_cards()
    page, following, _total = paging.ordered_and_counted(projects, rows, field, cursor, limit, 0, descending)
    after = paging.cursor_text(following) if following else None
    return pagination.page_response(request, ProjectCardSerializer(page.rows, many=True).data, after)


class Projects(ProjectView):
    limits = {"POST": "projects"}

    @extend_schema(
        operation_id="projects_list",
        tags=["projects"],
        parameters=[*parameters_of(ProjectFilter, orders=ORDERS), *pagination.PARAMETERS],
        responses=pagination.page_of(ProjectCardSerializer),
    )
    def get(self, request):
        """Published projects that you may see, the newest first or in another order."""
        check_search(request)
        sort, found = filtered(request, ProjectFilter, visible(request, Project).published(), ORDERS)
        return projects_page(request, found, sort)

    @extend_schema(
        operation_id="projects_create",
        tags=["projects"],
        request=NewProjectSerializer,
        responses={201: ProjectSerializer},
    )
    def post(self, request):
        """Begin a project. It is a draft, which nobody else sees, until you publish it."""
        sent = body_of(request, NewProjectSerializer)
        form = NewProjectForm(sent)
        if not form.is_valid():
            raise errors_of_form(form)
        project = Project.objects.begin(request.user, **form.cleaned_data)
        return self.project_response(project.pk, status=201)


class ProjectOf(ProjectView):
    @extend_schema(operation_id="projects_retrieve", tags=["projects"], responses=ProjectSerializer)
    def get(self, request, pk):
        return self.project_response(pk)

    @extend_schema(
        operation_id="projects_update", tags=["projects"], request=EditProjectSerializer, responses=ProjectSerializer
    )
    def patch(self, request, pk):
        """Change a project of yours. What is not sent stays as it is."""
        project = own_or_404(request, pk)
        given = body_of(request, EditProjectSerializer, partial=True)
        links = LinkFormSet.of(links_as_sent(given.pop("links")) if "links" in given else None, project)
        if "tags" in given:
            given["tags"] = ", ".join(given["tags"])
        form = edited_album(project, ProjectForm, given)
        if links.is_bound and not links.is_valid():
            raise errors_of_links(links)
        save(project, form, links)
        return self.project_response(pk)

    @extend_schema(operation_id="projects_destroy", tags=["projects"], request=None, responses={204: None})
    def delete(self, request, pk):
        """Delete a project of yours, with its photos, comments and reviews."""
        own_or_404(request, pk).remove()
        return Response(status=204)


def links_as_sent(links):
    """As the rows of the page's form."""
    data = {"links-TOTAL_FORMS": len(links), "links-INITIAL_FORMS": 0}
    return data | {f"links-{place}-{name}": value for place, link in enumerate(links) for name, value in link.items()}


def errors_of_links(links):
    wrong = {f"links.{place}": errors_of_form(form).detail for place, form in enumerate(links) if form.errors}
    return ValidationError(wrong or {"links": list(links.non_form_errors())}, code="invalid")


class ProjectPublication(ProjectView):
    @extend_schema(
        operation_id="project_publication_create", tags=["projects"], request=None, responses=ProjectSerializer
    )
    def put(self, request, pk):
        """Publish a draft of yours. A published project stays so."""
        project = own_or_404(request, pk)
        if gap := missing(project):
            raise Refused(gap, code="incomplete")
        project.publish()
        return self.project_response(pk)


class ProjectsOfPerson(View):
    scopes = PROJECT_SCOPES

    @extend_schema(
        operation_id="people_projects_list",
        tags=["projects"],
        parameters=[
            OpenApiParameter("show", str, enum=list(SHOWN), description="Their own, collaborations, or for help."),
            *pagination.PARAMETERS,
        ],
        responses=pagination.page_of(ProjectCardSerializer),
    )
    def get(self, request, username):
        """Published projects that someone owns or works on, the newest first."""
        profile = person_or_404(request, username=username)
        show, projects = choice_of(request, "show", SHOWN), of_profile(request, profile)
        if show:
            rows = rows_of_projects(request, profile)
            projects = projects.filter(pk__in=[row.pk for row in rows if SHOWN[show](row, profile)])
        return projects_page(request, projects)

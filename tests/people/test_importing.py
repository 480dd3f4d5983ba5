"""`manage.py import_people`: what it reads, whom it invites, what it refuses and why."""

import io
import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from apps.accounts import invitation_emails
from apps.accounts.models import Invitation, User
from apps.people import importing
from apps.people.models import ImportedProfile
from tests.postbox import html, text

pytestmark = pytest.mark.django_db

HEADER = "name,username,email,headline,skills,links\n"
DORA = 'Dora Weber,dora,Dora@Else.example,Weaves,"welding, Hide glue",https://dora.example other.example\n'
PASSWORD = "a-garden-behind-the-kiln"


@pytest.fixture
def run(tmp_path):
    """`run(text_or_bytes, "--dry-run")`: `(output, errors)` of the command."""

    def import_people(content, *arguments):
        path = tmp_path / "people.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        output, errors = io.StringIO(), io.StringIO()
        call_command("import_people", str(path), *arguments, stdout=output, stderr=errors)
        return output.getvalue(), errors.getvalue()

    return import_people


def invited():
    return sorted(Invitation.objects.personal().values_list("email", flat=True))


def sent():
    for result in DBTaskResult.objects.filter(task_path=invitation_emails.send.module_path):
        invitation_emails.send.call(*result.args_kwargs["args"])


# --- From the file to the profile -----------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.parametrize("registration", ["open", "invitation"])
def test_an_imported_person_gets_an_email_and_registers_with_a_profile_that_is_filled_in(
    run, postbox, visitor, set_site, registration
):
    set_site(registration=registration, name="Alder Street")
    output, errors = run(HEADER + DORA)
    assert "1 invited." in output
    assert not errors
    assert not postbox.mails
    sent()
    (mail,) = postbox.mails
    assert (mail["To"], mail["Subject"]) == ("dora@else.example", "You are invited to Alder Street")
    assert "Hello Dora Weber," in text(mail)
    link = re.search(r"https?://[^/]+(/join/\S+/)", text(mail))
    assert link[0] in html(mail)
    page = visitor.get(link[1], follow=True).text
    assert 'value="dora"' in page
    assert 'value="dora@else.example"' in page
    assert "your profile is filled in" in page
    details = {"username": "dora", "email": "dora@else.example", "password1": PASSWORD, "password2": PASSWORD}
    assert visitor.post("/accounts/signup/", details).status_code == 302
    profile = User.objects.get(username="dora").profile
    assert (profile.name, profile.headline) == ("Dora Weber", "Weaves")
    assert [link.url for link in profile.links.all()] == ["https://dora.example", "https://other.example"]
    assert {tag.name for tag in profile.skills.all()} == {"welding", "hide-glue"}
    assert not ImportedProfile.objects.exists()
    assert Invitation.objects.get().uses_left == 0


def test_an_email_is_sent_once_and_a_mail_server_that_refuses_loses_nobody(run, postbox):
    run(HEADER + DORA + "Emil,emil,emil@else.example,,,\n")
    postbox.is_full = True
    with pytest.raises(Exception, match="Full"):
        sent()
    assert not Invitation.objects.exclude(emailed_at=None).exists()
    postbox.is_full = False
    sent(), sent()
    assert sorted(mail["To"] for mail in postbox.mails) == ["dora@else.example", "emil@else.example"]


def test_an_invitation_that_was_ended_is_not_emailed(run, postbox):
    run(HEADER + DORA)
    Invitation.objects.all().update(uses_left=0)
    sent()
    assert not postbox.mails


def test_a_name_that_staff_have_taken_meanwhile_is_not_given(run, visitor, mod):
    run(HEADER + DORA)
    mod.profile.name = "Dora Weber"
    mod.profile.save()
    visitor.get(Invitation.objects.get().get_absolute_url())
    details = {"username": "dora", "email": "dora@else.example", "password1": PASSWORD, "password2": PASSWORD}
    visitor.post("/accounts/signup/", details)
    profile = User.objects.get(username="dora").profile
    assert (profile.name, profile.headline) == ("dora", "Weaves")


def test_a_site_that_sends_no_email_prints_the_links(run, no_email):
    output, _errors = run(HEADER + DORA)
    assert "Dora Weber <dora@else.example>: http" in output
    assert Invitation.objects.get().get_absolute_url() in output
    assert not DBTaskResult.objects.filter(task_path=invitation_emails.send.module_path).exists()


# --- Dry runs and repeated runs -------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_dry_run_prints_a_table_and_writes_nothing(run, ada):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        output, _errors = run(HEADER + DORA + f"Ada,ada2,{ada.email},,,\nX,x,no email,,,\n", "--dry-run")
    assert not [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]
    lines = [re.split(r"\s{2,}", line) for line in output.splitlines()]
    assert lines[0] == ["Line", "Action", "Email", "Username", "Name", "Reason"]
    assert lines[1] == ["2", "invite", "dora@else.example", "dora", "Dora Weber"]
    assert lines[2] == ["3", "skip", "ada@courtyard.example", "ada2", "Ada", "has an account"]
    assert lines[3][:2] == ["4", "refuse"]
    assert "1 to invite, 1 to skip, 1 refused." in output
    assert "Nothing was changed" in output
    assert not invited()


@pytest.mark.both_databases
def test_a_second_run_invites_nobody_twice(run):
    run(HEADER + DORA)
    code = Invitation.objects.get().code
    output, _errors = run(HEADER + DORA + "Emil,emil,emil@else.example,,,\n")
    assert "1 invited, 1 skipped." in output
    assert invited() == ["dora@else.example", "emil@else.example"]
    assert Invitation.objects.get(email="dora@else.example").code == code


def test_who_did_not_register_in_time_is_invited_again(run, postbox):
    run(HEADER + DORA)
    sent()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    output, _errors = run(HEADER + DORA.replace("Weaves", "Weaves and dyes"))
    assert "1 invited again." in output
    assert Invitation.objects.get().is_valid
    assert ImportedProfile.objects.get().headline == "Weaves and dyes"
    sent()
    assert len(postbox.mails) == 2


@pytest.mark.both_databases
def test_people_with_an_account_are_skipped_however_their_email_is_written(run, ada, bob):
    User.objects.filter(pk=bob.pk).update(email="Bob@Else.example")
    EmailAddress.objects.create(user=ada, email="ada@second.example")
    output, _errors = run(HEADER + "A,a.a,ADA@second.example,,,\nB,b.b,bob@else.example,,,\n")
    assert "2 skipped." in output
    assert not invited()


def test_who_registered_with_another_email_is_skipped(run):
    run(HEADER + DORA)
    Invitation.objects.update(uses_left=0)
    output, _errors = run(HEADER + DORA, "--dry-run")
    assert "has registered with another email" in output


# --- Rows that are wrong --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Dora,dora,,,,", "email: An email address is required"),
        ("Dora,dora,dora(at)else.example,,,", "email: Enter a valid email address"),
        ("Dora,ada,dora@else.example,,,", "username: Someone has this username already"),
        ("Dora,settings,dora@else.example,,,", "username: That name is kept"),
        ("Dora,do ra,dora@else.example,,,", "username: A username has 3 to 30"),
        ("Dora,dora.admin,dora@else.example,,,", "username: That name is reserved"),
        ("Administrator,dora,dora@else.example,,,", "name: That name is reserved"),
        ("mod.bell,dora,dora@else.example,,,", "name: That name is too close"),
        (f"{'D' * 61},dora,dora@else.example,,,", "name: Longer than 60 characters"),
        ("Do\u202era,dora,dora@else.example,,,", "name: It contains an invisible character"),
        (f"Dora,dora,dora@else.example,{'D' * 81},,", "headline: Longer than 80 characters"),
        (f"Dora,dora,dora@else.example,,{','.join(map(str, range(21)))},", "It has 26 cells"),
        (f"Dora,dora,dora@else.example,,{';'.join(map(str, range(21)))},", "skills: More than 20"),
        ("Dora,dora,dora@else.example,,,javascript:alert(1)", "links: Enter the address of a website"),
        ("Dora,dora,dora@else.example,,,https://a:b@c.example", "links: An address with a username or a password"),
        (f"Dora,dora,dora@else.example,,,https://{'a' * 300}.example", "links: "),
        ("=HYPERLINK(1),dora,dora@else.example,,,", "name: It is a formula"),
        ("Do\0ra,dora,dora@else.example,,,", "name: It contains a NUL character"),
        (f"{'D' * 140_000},dora,dora@else.example,,,", "A cell is far too long"),
        (f"{'D' * 1_200_000},dora,dora@else.example,,,", "A cell is far too long"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_the_others_are_kept(run, row, reason):
    output, errors = run(f"{HEADER}{row}\nEmil,emil,emil@else.example,,,\n")
    assert errors.startswith(f"Line 2: {reason}"), errors
    assert "1 invited, 1 refused." in output
    assert invited() == ["emil@else.example"]


def test_what_stands_twice_in_a_file_is_named_with_the_other_line(run):
    again = "Other,other,DORA@else.example,,,\nThird,Dora,third@else.example,,,\n"
    _output, errors = run(HEADER + DORA + again)
    assert "Line 3: email: line 2 has the same." in errors
    assert "Line 4: username: line 2 has the same." in errors
    assert invited() == ["dora@else.example"]


def test_a_username_that_was_promised_to_another_person_is_refused(run):
    run(HEADER + DORA)
    _output, errors = run(HEADER + "Other,dora,other@else.example,,,\n")
    assert "Line 2: username: Another invited person has been given it." in errors


def test_a_quotation_mark_that_is_never_closed_names_the_lines_that_it_takes(run):
    many = "".join(f"P{n},,p{n}@else.example,{'x' * 70},,\n" for n in range(2_000))
    _output, errors = run(HEADER + DORA + '"Broken,broken,broken@else.example,,,\n' + many)
    assert re.match(r"Line 3: A cell is far too long, or a quotation mark is never closed \(line 3 to \d{4}\)", errors)
    assert "dora@else.example" in invited()
    assert "p1999@else.example" in invited()


def test_nothing_that_moves_the_cursor_of_a_terminal_is_printed(run):
    output, errors = run("email,\x1b[2J\nx\x1b[2J@else.example,1\n", "--dry-run")
    assert "\x1b" not in output + errors


# --- Files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + (HEADER + DORA).encode(),
        "E-Mail;x\n".replace("E-Mail", "Email").encode() + b"dora@else.example;1\n",
        b"EMAIL ;skills;name\r\ndora@else.example;weaving,glue;Dora\r\n\r\n;;\r\n",
        b"email\tname\ndora@else.example\tDora",
        b'email,headline\ndora@else.example,"Weaves ""cloth"", by hand"\n',
    ],
)
def test_files_as_spreadsheets_write_them(run, content):
    output, _errors = run(content)
    assert "1 invited." in output
    assert invited() == ["dora@else.example"]


def test_unknown_columns_are_named_and_ignored(run):
    _output, errors = run("email,Phone,shoe size\ndora@else.example,1,2\n")
    assert "Columns that are ignored: phone, shoe size" in errors
    assert invited() == ["dora@else.example"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ((HEADER + DORA).encode() + "Jürgen,,j@else.example,,,\n".encode("latin-1"), "line 3 has the byte 0xFC, at"),
        ((HEADER + DORA).encode("utf-16"), "The file is UTF-16"),
        (b"", "The file is empty"),
        (b"\n\n", "The file is empty"),
        (b"name,username\nDora,dora\n", "names no column .email."),
        (b"email,name,Name\nd@else.example,D,D\n", "names a column twice: name"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_before_anything_is_done(run, monkeypatch, content, sentence):
    monkeypatch.setattr(importing, "BATCH", 1)
    with pytest.raises(CommandError, match=sentence):
        run(content)
    assert not invited()


def test_the_wrong_byte_is_found_where_it_is(run):
    content = b"\xef\xbb\xbf" + (HEADER + DORA).encode() + b"J\xfcrgen,,j@else.example,,,\n"
    with pytest.raises(CommandError) as refused:
        run(content)
    position = int(re.search(r"position (\d+)", str(refused.value))[1])
    assert content[position] == 0xFC


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(CommandError, match=r"nowhere\.csv: No such file"):
        call_command("import_people", "/tmp/nowhere.csv")


# --- Cost -----------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_each_batch_takes_the_same_number_of_queries(run, monkeypatch):
    def queries(people, size):
        monkeypatch.setattr(importing, "BATCH", size)
        rows = "".join(f"Dora {n},d{size}.{n},d{size}.{n}@else.example,,weaving,\n" for n in range(people))
        with CaptureQueriesContext(connection) as asked:
            run(HEADER + rows)
        return len(asked)

    small = queries(4, 4)
    assert queries(40, 40) <= small
    assert queries(12, 6) - small <= small
    assert len(invited()) == 56


def test_a_long_file_is_read_as_a_stream(tmp_path):
    """Of a line of many megabytes no more is kept than a cell may have, and what follows is read."""
    path = tmp_path / "people.csv"
    path.write_bytes(HEADER.encode() + b"x" * 5_000_000 + b"\n" + DORA.encode())
    with path.open("rb") as file:
        people = importing.PeopleFile(file)
        assert max(map(len, people.lines())) <= importing.LINE_MAX
        assert [(row.line, row.action) for row in people.rows()] == [(2, "refuse"), (3, "invite")]

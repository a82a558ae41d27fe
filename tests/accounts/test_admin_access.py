"""Who gets where in the admin: every address of it, for every group, against one table."""

from fnmatch import fnmatch
from http import HTTPStatus

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts import permissions
from accounts.groups import StaffGroup
from tests.accounts.admin_map import Address, World, addresses, make_world

# Editors, reviewers, publishers, Booking, Copies, Front desk, Declarations and their approVal, auditors, adMinistrators.
LETTERS = dict(zip("ERPBCFDVAM", StaffGroup, strict=True))
EVERYBODY = "ERPBCFDVAM"
PUBLISHING = "ERPAM"

# What Wagtail decides by rights over pages and files, and our own addresses; the first pattern that fits counts.
# Models are not here: their addresses follow from accounts.permissions.
TABLE = {
    # where everybody may be
    "wagtailadmin_home": EVERYBODY,
    "wagtailadmin_account": EVERYBODY,
    "wagtailadmin_api:*": EVERYBODY,
    "wagtailadmin_choose_page*": EVERYBODY,
    "wagtailadmin_tag_*": EVERYBODY,
    "wagtailadmin_dismissibles": EVERYBODY,
    "wagtailadmin_editing_sessions:*": EVERYBODY,
    "wagtailadmin_block_preview": EVERYBODY,
    "wagtail_bulk_action": EVERYBODY,  # asks for rights to each of its objects
    "wagtailembeds:*": EVERYBODY,
    "wagtail_modeladmin:javascript_catalog": EVERYBODY,
    # pages: looking, writing, reviewing, taking back
    "wagtailadmin_explore*": PUBLISHING,
    "wagtailadmin_pages:search*": PUBLISHING,
    "wagtailadmin_pages:type_use*": PUBLISHING,
    "wagtailadmin_pages:choose_parent": EVERYBODY,
    "wagtailadmin_pages:revisions_index": EVERYBODY,  # leads on to the history
    "wagtailadmin_pages:confirm_workflow_cancellation": EVERYBODY,  # a text that says what would be cancelled
    "wagtailadmin_pages:add*": "EM",
    "wagtailadmin_pages:preview_on_add": "EM",
    "new_page_from_docx": "EM",
    "wagtailadmin_pages:workflow_history*": "ERPM",
    "wagtailadmin_pages:*workflow_action*": "ER",
    "wagtailadmin_pages:workflow_preview": "ER",
    "wagtailadmin_pages:set_privacy": "PM",
    "wagtailadmin_pages:revisions_unschedule": "PM",
    "wagtailadmin_pages:delete": "",
    "wagtailadmin_pages:unpublish": "",
    "wagtailadmin_pages:move*": "",
    "wagtailadmin_pages:set_page_position": "",
    "wagtailadmin_pages:convert_alias": "",
    "wagtailadmin_pages:lock": "ERPM",  # editors take the first step of review, and who reviews may lock
    "wagtailadmin_pages:unlock": "RPM",
    "wagtailadmin_pages:*": "ERPM",
    "editorial_checks": "ERPM",
    "editorial_emergency": "PM",
    # reports
    "wagtailadmin_reports:site_history*": EVERYBODY,
    "wagtailadmin_reports:locked_pages*": "RPM",
    "wagtailadmin_reports:*": "ERPM",
    "report_audit*": "A",
    "export_audit": "A",
    "report_*": PUBLISHING,
    "readiness_report": "AM",
    # cases: whoever works on the kind; nobody adds, changes or deletes one outside its steps
    "cases_*_create": "",
    "cases_*_edit": "",
    "cases_*_delete": "",
    "cases_org_claim_modeladmin_index": "M",
    "cases_booking_modeladmin_index": "BCFM",
    "cases_demonstration_modeladmin_index": "DVM",
    "cases_technology_modeladmin_index": "DVM",
    "cases_reward_fund_modeladmin_index": "DVM",
    "cases_modeladmin_index": "RPBCFDVM",
    "cases_*": "RPFM",
    "case_register_booking": "BCFM",
    "case_help": "RPBCFDVM",
    "case_export": "RPBCFDVM",
    "case_many": "RPBCFDVM",
    "case_dossier": "M",
    "case_*": "RPFM",
    # the register of projects
    "project_index": "DVMA",
    "project_detail": "DVMA",
    "project_*": "DM",
    # issued papers: who looks them up; withdrawing and making again is for those who answer for them
    "papers": "BFDVAM",
    "paper_file": "BFDVAM",
    "paper_*": "VM",
    "call_list": "RPBCFDVM",
    "call_*": "RPFM",
    "message_resend": "RPFM",
    "message_preview": "M",
    # declarations: who keeps batches, who looks at them, who works on the kind
    "declaration_batch_fill": "DM",
    "declaration_batch_publish": "DM",
    "declaration_batch*": "DVAM",
    "declaration_publicities": "DVAM",
    "declaration_opinion": "DVM",
    # the library
    "wagtailadmin_collections:*": "M",
    "wagtaildocs_chooser:create": "EM",
    "wagtailimages_chooser:create": "EM",
    "wagtail*_chooser:chosen": "ERPM",
    "wagtail*_chooser:*": EVERYBODY,
    "wagtaildocs:*": "EM",
    "wagtailimages:*": "EM",
    # set up once, by superusers
    "wagtailadmin_workflows:task_cho*": EVERYBODY,
    "wagtailadmin_workflows:*": "",
    "wagtailsites:*": "",
    "wagtailusers_groups:*": "",
    # single views that follow a model's rights
    "wagtailsettings:*": "M",
    "load_notice": "M",
    # the reading room: who reviews, stands at the counter, makes copies
    "booking_suspended": "BM",
    "booking_lift": "BM",
    "booking_find": "BFM",
    "booking_check_in": "BFM",
    "booking_mark": "BFM",
    "booking_waiting": "BFM",
    "booking_board*": "BCFM",
    "booking_copies": "BCFM",
    "booking_ready": "BCFM",
    "booking_destroy": "BCFM",
    "booking_csv": "BCFM",
    "booking_closing": "BM",
    "booking_statistics*": "BM",
    "booking_settings": "M",
    "booking_copy_day": "M",
    "wagtailredirects:*import": "M",
    "wagtailsearchpromotions:chooser*": EVERYBODY,
    "wagtailsearchpromotions:search_terms*": "",
    "wagtailusers_users:delete": "",
    "reset_second_factor": "",
    "wagtailsnippetchoosers_*:create": "PM",
    "wagtailsnippetchoosers_*": EVERYBODY,
}
MODELS = {
    "content_sitealert": "content.sitealert",
    "topic": "catalogue.topic",
    "issuer": "catalogue.issuer",
    "synonyms": "chinese_search.synonymgroup",
    "messagetemplate": "notifications.messagetemplate",
    "message": "notifications.message",
    "phrase": "casework.phrase",
    "leave": "casework.leave",
    "kindsettings": "casework.kindsettings",
    "attachmentitem": "casework.attachmentitem",
    "checklistitem": "casework.checklistitem",
    "yearbudget": "declarations.yearbudget",
    "holidayadjustment": "workdays.holidayadjustment",
    "closure": "workdays.closure",
    "slottemplate": "bookings.slottemplate",
    "purpose": "bookings.purpose",
    "readercategory": "bookings.readercategory",
    "scoringscheme": "declarations.scoringscheme",
    "rewardrule": "declarations.rewardrule",
    "arearule": "declarations.arearule",
    "call": "declarations.call",
    "wagtailredirects": "wagtailredirects.redirect",
    "wagtailsearchpromotions": "wagtailsearchpromotions.searchpromotion",
    "wagtailusers_users": "accounts.user",
    "privacynotice": "accounts.privacynotice",
}
# Not even a superuser adds, changes or deletes what only its own steps may change, or a row that the code knows by name.
CLOSED = (
    "cases_*_create",
    "cases_*_edit",
    "cases_*_delete",
    "messagetemplate:add",
    "messagetemplate:copy",
    "messagetemplate:delete",
    "message:add",
    "message:copy",
    "message:edit",
    "message:delete",
    "message:history*",
    "message:usage*",
    "privacynotice:delete",
    "purpose:copy",
    "purpose:delete",
    "readercategory:copy",
    "readercategory:delete",
    "scoringscheme:delete",
    "rewardrule:delete",
    "call:copy",
    "call:delete",
)
# Open before signing in (tests/accounts/test_sign_in.py), the way out, and a view that Wagtail made to raise an error.
OUTSIDE = (
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset*",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_error_test",
    "wagtailsnippets:index",  # empty: every snippet has its own place in the menu
    "wagtailimages_chooser:select_format",  # a size for a picture: Wagtail 7.4 shows it to all, 8.0 to who may choose one
)
# Where a GET shows nothing that matters, the POST decides: addresses for POST only, and Wagtail's question before a move.
ASKS_FIRST = ("wagtailadmin_pages:move_confirm",)
SAYS_NOTHING = (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_FOUND)
LOOKING = ("index", "list", "results", "index_results", "list_results", "inspect")
NEEDED = {"add": "add", "copy": "add", "delete": "delete"}


def fits(name: str, patterns) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def allowed(address: Address) -> set[str]:
    """The groups that may open the address; LookupError for an address that no table knows."""
    for pattern, letters in TABLE.items():
        if fnmatch(address.name, pattern):
            return {LETTERS[letter] for letter in letters}
    prefix, _, view = address.name.rpartition(":")
    for rights in permissions.MODELS:
        if rights.model == MODELS.get(prefix.removeprefix("wagtailsnippets_")):
            if view in LOOKING:
                return {*rights.add, *rights.change, *rights.delete, *rights.view}
            if view.startswith("history"):
                return {*rights.add, *rights.change, *rights.delete}
            return set(getattr(rights, NEEDED.get(view, "change")))
    raise LookupError(f"who may open {address.name}? Write it into a table of tests/accounts/test_admin_access.py")


def is_refused(answer: HttpResponse) -> bool:
    """Wagtail refuses by sending people home with a message, and to scripts by 403."""
    home = answer.status_code == HTTPStatus.FOUND and answer.url == "/admin/"
    return home or answer.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)


def all_addresses() -> list[Address]:
    return [each for each in addresses() if not fits(each.name, OUTSIDE)]


@pytest.fixture
def world(staff) -> World:
    return make_world(staff["editors"])


def sign_in(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.mark.parametrize("group", StaffGroup.values)
def test_a_group_gets_where_the_table_says_and_nowhere_else(group, staff, world):
    client, wrong = sign_in(staff[group]), []
    for address in all_addresses():
        url, may = world.url(address), group in allowed(address)
        answer = client.get(url)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            wrong.append(f"{url}: {answer.status_code}")
        elif address.name in ASKS_FIRST or answer.status_code in SAYS_NOTHING:
            pass
        elif is_refused(answer) == may:
            wrong.append(f"{address.name} {url}: {answer.status_code}, may={may}")
        if not may:
            answer = post_and_undo(client, url)
            if not is_refused(answer) and answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
                wrong.append(f"{address.name} POST {url}: {answer.status_code}")
    assert wrong == []


def post_and_undo(client: Client, url: str) -> HttpResponse:
    with transaction.atomic():
        answer = client.post(url)
        transaction.set_rollback(True)
    return answer


def test_a_superuser_gets_everywhere_but_where_nobody_may_and_nothing_breaks(staff, world):
    client, wrong = sign_in(staff["root"]), []
    for address in all_addresses():
        answer = client.get(world.url(address))
        home = answer.status_code == HTTPStatus.FOUND and answer.url == "/admin/"
        refused = home or answer.status_code == HTTPStatus.FORBIDDEN
        if refused != fits(address.name, CLOSED) or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            wrong.append(f"{address.name}: {answer.status_code}")
    assert wrong == []


def test_nobody_gets_anywhere_without_signing_in(client, world):
    for address in all_addresses():
        answer = client.get(world.url(address))
        assert answer.status_code == HTTPStatus.FOUND, address.name
        assert answer.url.startswith("/admin/login/"), address.name


def test_an_account_without_a_group_gets_nowhere(staff, world):
    client = sign_in(world.example(type(staff["root"])))
    for address in all_addresses():
        assert client.get(world.url(address)).status_code == HTTPStatus.FORBIDDEN, address.name

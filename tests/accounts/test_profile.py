"""我的资料: what a person sees, corrects, takes along, and what closing the account does."""

import io
import json
import zipfile
from http import HTTPStatus

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts import closing, persons
from accounts.encryption import keyed_hash
from accounts.groups import StaffGroup
from accounts.models import KeyKind, Membership, Organisation, User
from accounts.profile import stored, views
from accounts.profile.services import NameIsCertified, correct_name
from audit import services as audit
from audit.enums import Event
from audit.models import Entry
from casework.models import Case
from casework.services import apply_transition
from home.feedback import services as feedback
from tests.casework.test_personal import member

PHONE = "13912344987"


def person(username: str, family: str, phone: str = "") -> User:
    user = User(username=username, last_name=family, first_name="示例")
    user.phone = phone
    user.save()
    return user


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def citizen(db) -> User:
    user = person("u-citizen", "刘", PHONE)
    persons.add_key(user, KeyKind.PHONE, keyed_hash(PHONE))
    return user


@pytest.fixture
def at_home(client, citizen):
    client.force_login(citizen)
    return client


def events(user: User) -> list[str]:
    return list(Entry.objects.filter(actor=user).order_by("position").values_list("event", flat=True))


def unpacked(answer) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def rows(packed: zipfile.ZipFile, title: str) -> list[dict]:
    return json.loads(packed.read(f"{title}.json"))


# --- seeing and correcting ------------------------------------------------------------------------------------------


def test_the_page_shows_what_is_stored_with_the_number_masked(at_home, citizen):
    firm = Organisation.objects.create(name="示例建设单位", code="91110000600037341L")
    Membership.objects.create(user=citizen, organisation=firm)
    text = at_home.get(reverse("accounts_profile")).content.decode()
    for shown in ("刘示例", "139****4987", "示例建设单位", "登录"):
        assert shown in text
    assert PHONE not in text


def test_strangers_at_the_door_are_shown_and_other_people_are_not(at_home, citizen):
    about = f"用户 {citizen.pk}"
    audit.record(Event.SIGN_IN_FAILED, actor=None, about=about, address="203.0.113.66")
    audit.record(Event.SIGN_IN_FAILED, actor=None, about=f"{about}0", address="203.0.113.77")
    audit.record(Event.SIGN_IN, actor=person("u-other", "王"), address="203.0.113.88")
    audit.record(Event.GROUPS_CHANGED, actor=None, about=about, address="203.0.113.99")
    text = at_home.get(reverse("accounts_profile")).content.decode()
    assert "203.0.113.66" in text
    for other in ("203.0.113.77", "203.0.113.88", "203.0.113.99"):
        assert other not in text


@pytest.mark.parametrize("name", ["accounts_profile", "accounts_name", "accounts_close"])
def test_nobody_sees_it_without_signing_in_or_from_a_cache(client, at_home, name):
    answer = at_home.get(reverse(name))
    assert "no-store" in answer.headers["Cache-Control"]
    at_home.logout()
    assert at_home.get(reverse(name)).status_code == HTTPStatus.FOUND


def test_a_name_is_corrected_and_recorded_without_the_name(at_home, citizen):
    assert at_home.post(reverse("accounts_name"), {"name": "欧阳示范"}).status_code == HTTPStatus.FOUND
    citizen.refresh_from_db()
    assert (citizen.last_name, citizen.first_name) == ("欧阳", "示范")
    entry = Entry.objects.filter(event=Event.ACCOUNT_CORRECTED).first()
    assert entry.actor == citizen
    assert "示范" not in str(entry.data)
    entries = Entry.objects.count()
    correct_name(citizen, "欧阳示范")
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("name", ["", "刘", "刘123", "11010519491231002X"])
def test_a_wrong_name_is_refused(at_home, citizen, name):
    assert at_home.post(reverse("accounts_name"), {"name": name}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    citizen.refresh_from_db()
    assert citizen.get_full_name() == "刘示例"


def test_a_name_from_a_provider_is_corrected_there(at_home, citizen):
    citizen.certified_by = "city"
    citizen.save()
    with pytest.raises(NameIsCertified):
        correct_name(citizen, "别的名字")
    answer = at_home.post(reverse("accounts_name"), {"name": "别的名字"})
    assert "统一身份认证" in answer.content.decode()
    assert reverse("accounts_name") not in at_home.get(reverse("accounts_profile")).content.decode()


# --- taking along ---------------------------------------------------------------------------------------------------


@pytest.fixture
def full(citizen, settings, tmp_path) -> Case:
    """A case of the person with a file and an answer, and another person with the same."""
    settings.PRIVATE_ROOT = tmp_path
    officer = member(StaffGroup.FRONT_DESK)
    made = []
    for user, word in ((citizen, "我的问题"), (person("u-other", "王", "13800001111"), "别人的问题")):
        sent = feedback.send(subject="question", text=f"{word}是怎样查档。", contact="a@example.com", sender=user)
        apply_transition(sent, "answer", actor=officer, seen_version=sent.version, opinion=f"答复{word}。")
        made.append(Case.objects.get(pk=sent.pk))
    return made[0]


def test_the_archive_holds_everything_of_the_person_and_nothing_of_others(at_home, citizen, full):
    packed = unpacked(at_home.post(reverse("accounts_download")))
    assert packed.testzip() is None
    (account,) = rows(packed, "账号")
    assert (account["姓名"], account["手机号"]) == ("刘示例", PHONE)
    (case,) = rows(packed, "办件")
    assert case["编号"] == full.number
    assert "我的问题" in str(case["提交的内容"])
    assert case["办理过程"][-1]["意见"] == "答复我的问题。"
    assert rows(packed, "登录方式")[0]["方式"] == "手机号"
    assert any("答复我的问题" in each["内容"] for each in rows(packed, "消息"))
    everything = b"".join(packed.read(name) for name in packed.namelist()).decode()
    for others in ("别人的问题", "王示例", "13800001111"):
        assert others not in everything
    assert Event.ACCOUNT_DOWNLOADED in events(citizen)


def test_files_come_as_they_were_sent_and_a_lost_one_is_said_so(citizen, monkeypatch, full):
    def opened(content):
        if content is None:
            raise FileNotFoundError
        return io.BytesIO(content)

    big = b"x" * (3 * stored.CHUNK + 5)
    files = [("附件/大.bin", big), ("附件/没有.bin", None)]
    found = [stored.StoredFile(path, lambda content=content: opened(content)) for path, content in files]
    monkeypatch.setattr(stored, "_parts", {"空": (lambda user: [], lambda user: found)})
    pieces = list(stored.archive(citizen))
    packed = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert packed.read("附件/大.bin") == big
    assert packed.read("附件/没有.bin").decode() == stored.UNREADABLE
    assert json.loads(packed.read("空.json")) == []


def test_what_is_stored_of_many_cases_costs_no_query_a_case(citizen, full, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as few:
        list(stored.archive(citizen))
    for _ in range(5):
        feedback.send(subject="question", text="又一个问题。", sender=citizen)
    with django_assert_max_num_queries(len(few.captured_queries)):
        list(stored.archive(citizen))


def test_it_is_asked_for_by_post_and_not_too_often(at_home, citizen):
    assert at_home.get(reverse("accounts_download")).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    for _ in range(views.DOWNLOADS_AN_HOUR):
        unpacked(at_home.post(reverse("accounts_download"))).close()
    assert at_home.post(reverse("accounts_download")).status_code == HTTPStatus.FOUND
    assert events(citizen).count(Event.ACCOUNT_DOWNLOADED) == views.DOWNLOADS_AN_HOUR


# --- closing --------------------------------------------------------------------------------------------------------


def prove(client, *, at: float | None = None) -> None:
    """As if the person had signed in to this session just now."""
    session = client.session
    user = session["_auth_user_id"]
    moment = timezone.now().timestamp() if at is None else at
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "phone", "at": moment}]
    session["account_authentication_methods_user"] = str(user)
    session.save()


def test_closing_wants_a_fresh_proof_of_who_one_is(at_home, citizen):
    address = reverse("accounts_close")
    assert "重新登录" in at_home.get(address).content.decode()
    at_home.post(address, {"understood": "on"})
    prove(at_home, at=timezone.now().timestamp() - views.PROOF_HOLDS - 1)
    at_home.post(address, {"understood": "on"})
    citizen.refresh_from_db()
    assert citizen.is_active
    answer = at_home.post(reverse("accounts_close_prove"))
    assert answer.url == f"{reverse('account_login')}?next=%2Faccounts%2Fprofile%2Fclose%2F"
    assert at_home.get(address).status_code == HTTPStatus.FOUND


def test_closing_ends_every_way_in_and_keeps_the_cases(at_home, client, citizen, full):
    firm = Organisation.objects.create(name="示例建设单位", code="91110000600037341L")
    Membership.objects.create(user=citizen, organisation=firm)
    suspension = persons.suspend(citizen, "booking", until=None, reason="示例", by=None)
    prove(at_home)
    assert at_home.post(reverse("accounts_close"), {}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    answer = at_home.post(reverse("accounts_close"), {"understood": "on"})
    assert "已经注销" in answer.content.decode()
    assert at_home.get(reverse("accounts_profile")).status_code == HTTPStatus.FOUND
    citizen.refresh_from_db()
    assert (citizen.is_active, bool(citizen.closed_at), citizen.has_usable_password()) == (False, True, False)
    assert persons.holder(KeyKind.PHONE, keyed_hash(PHONE)) is None
    assert not Membership.objects.active().filter(user=citizen).exists()
    assert Case.objects.get(pk=full.pk).applicant == citizen
    assert citizen.phone == PHONE  # until the cases are purged
    assert Event.ACCOUNT_CLOSED in events(citizen)
    newcomer = person("u-newcomer", "刘", PHONE)
    persons.add_key(newcomer, KeyKind.PHONE, keyed_hash(PHONE))
    assert persons.suspension_of(newcomer, "booking") == suspension
    assert not Case.objects.visible_to(newcomer).exists()


def test_staff_see_that_the_account_was_closed(client, citizen, full):
    closing.close(citizen)
    client.force_login(member(StaffGroup.REVIEWERS))
    assert "（已注销）" in client.get(reverse("cases_modeladmin_index")).content.decode()


def test_closing_twice_is_closing_once(citizen):
    closing.close(citizen)
    closing.close(citizen)
    assert events(citizen).count(Event.ACCOUNT_CLOSED) == 1


@pytest.mark.parametrize("make", [lambda: member(StaffGroup.EDITORS), lambda: User.objects.create_superuser("root")])
def test_staff_do_not_close_their_accounts_here(client, db, make):
    user = make()
    client.force_login(user)
    prove(client)
    assert "系统管理员" in client.post(reverse("accounts_close"), {"understood": "on"}).content.decode()
    user.refresh_from_db()
    assert user.is_active
    with pytest.raises(closing.ClosingRefused):
        closing.close(user)

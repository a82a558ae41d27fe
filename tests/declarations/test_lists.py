"""待办 and 已办: whose cases stand there, and that the number of questions does not grow with them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from declarations.enums import KINDS
from tests.factories import declarations as make

pytestmark = pytest.mark.django_db


def test_the_lists_ask_as_often_for_many_as_for_few():
    user, firm = make.make_member()
    client = Client()
    client.force_login(user)

    def questions(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    def more() -> None:
        for kind in KINDS:
            make.bare(kind, user, firm)
            back = make.submit(make.bare(kind, user, firm))
            make.step(back, "withdraw", user)
            make.settle(make.submit(make.bare(kind, user, firm)))

    paths = ["/my/declarations/", "/my/declarations/?list=done", "/my/declarations/?kind=technology"]
    more()
    questions(paths[0])
    few = [questions(path) for path in paths]
    more()
    more()
    assert [questions(path) for path in paths] == few


def test_other_firms_see_nothing_and_unknown_words_narrow_nothing():
    user, firm = make.make_member()
    make.bare("technology", user, firm, title="示例技术甲")
    stranger, _ = make.make_member(make.Organisation.objects.create(name="示例别家", code=make.OTHER_CODE))
    client = Client()
    client.force_login(stranger)
    assert "示例技术甲" not in client.get("/my/declarations/").content.decode()
    client.force_login(user)
    assert "示例技术甲" in client.get("/my/declarations/?kind=nonsense&list=x&page=99").content.decode()
    assert "示例技术甲" not in client.get("/my/declarations/?kind=reward_fund").content.decode()

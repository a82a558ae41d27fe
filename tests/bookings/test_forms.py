"""Bad input into an application: what is too long, unseen, forged, out of date or not to be kept at all."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from bookings.forms import CATEGORY, PROJECT, PROJECT_FIELDS, PURPOSE, CopiesForm, typed_of
from bookings.kind import KIND
from bookings.models import Booking, BookingSettings, Purpose, ReaderCategory
from bookings.models.rules import LONGEST
from casework import drafts, errors, notices
from casework.models import DraftSection
from casework.sections import as_query
from content.plain_text import plain_line
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, fresh

FAMILY = "👨‍👩‍👧"  # one picture, five code points
ASTRAL = "𠮷"
ANSWERS = {
    "purpose": "dispute",
    "category": "individual",
    "project_name": "示例家园",
    "developer": "无",
    "permit_number": "无",
    "query": "竣工图",
}


@pytest.fixture
def clock(monkeypatch):
    """It is Monday morning, for everybody."""
    monkeypatch.setattr(timezone, "now", lambda: MORNING)


@pytest.fixture
def reader(db, clock):
    return make.make_reader()


def limit(**numbers) -> None:
    row = BookingSettings.load()
    for name, number in numbers.items():
        setattr(row, name, number)
    row.save()


def project(**fields: str) -> dict:
    return typed_of(**ANSWERS | fields)["project"]


def begun(reader) -> Booking:
    """An empty draft of somebody who has read the notice."""
    notices.publish("booking", "<p>示例须知</p>")
    reading = notices.start(reader, KIND, now=MORNING - timedelta(seconds=9))
    return fresh(notices.agree(reading.pk, user=reader, now=MORNING))


def fill_in(case, reader, **answers: str) -> Booking:
    for name, typed in typed_of(**ANSWERS | answers).items():
        row = DraftSection.objects.filter(case=case, name=name).first()
        drafts.save_section(case, name, as_query(typed), user=reader, seen_version=row.version if row else 0)
    return fresh(case)


def send(case, reader) -> Booking:
    drafts.submit_draft(fresh(case), user=reader, seen_version=fresh(case).version)
    return fresh(case)


# --- how long -----------------------------------------------------------------------------------------------------------

TEXTS = [
    pytest.param("字" * 50, True, id="50"),
    pytest.param("字" * 51, False, id="51"),
    pytest.param(ASTRAL * 50, True, id="50-beyond-the-basic-plane"),
    pytest.param(ASTRAL * 51, False, id="51-beyond-the-basic-plane"),
    pytest.param(FAMILY * 10, True, id="10-families-are-50-code-points"),
    pytest.param(FAMILY * 11, False, id="11-families-are-55"),
    pytest.param(FAMILY * 51, False, id="51-families"),
    pytest.param("e\u0301" * 25, True, id="25-letters-with-their-accents-apart"),
    pytest.param("e\u0301" * 26, False, id="26-letters-with-their-accents-apart"),
    pytest.param("  " + "字" * 50 + "\t\n", True, id="50-and-blanks-around"),
    pytest.param("\x01".join("字" * 25), True, id="control-characters-between-are-blanks"),
    pytest.param("字" * 100_000, False, id="a-book"),
]


@pytest.mark.parametrize("name", PROJECT_FIELDS)
@pytest.mark.parametrize(("text", "is_taken"), TEXTS)
def test_fifty_code_points(db, name, text, is_taken):
    faults = PROJECT.faults(project(**{name: text}))
    assert [fault.field for fault in faults] == ([] if is_taken else [name])
    if not is_taken:
        assert "最多 50 个字，现在" in faults[0].sentence


def test_what_is_too_long_is_kept_as_it_was_typed_and_not_handed_in(reader):
    case = fill_in(begun(reader), reader, query=FAMILY * 51)
    assert case.draft_sections.get(name="project").typed["project-query"] == [FAMILY * 51]
    with pytest.raises(errors.NotComplete, match="现在 255 个字，请删去 205 个字"):
        send(case, reader)
    assert fresh(case).status == "draft"


def test_the_limit_is_a_setting_that_may_rise_and_fall(reader):
    limit(text_limit=80)
    case = fill_in(begun(reader), reader, query=ASTRAL * 80, project_name="字" * 80)
    limit(text_limit=50)
    with pytest.raises(errors.NotComplete, match="现在 80 个字"):
        send(case, reader)
    limit(text_limit=80)
    case = send(case, reader)
    assert (case.query, case.project_name) == (ASTRAL * 80, "字" * 80)


def test_the_longest_that_a_setting_allows_fits_everywhere(reader):
    limit(text_limit=LONGEST)
    longest = dict.fromkeys(PROJECT_FIELDS, ASTRAL * LONGEST)
    case = send(fill_in(begun(reader), reader, **longest), reader)
    assert [getattr(case, name) for name in PROJECT_FIELDS] == list(longest.values())
    assert case.title.startswith("查档：" + ASTRAL)
    assert len(case.title) <= 200, "the column ends there"


@pytest.mark.parametrize(
    ("note", "is_taken"), [("字" * 50, True), ("字" * 51, False), ("", False), (" \x00\x1f ", False)]
)
def test_the_note_on_other_purposes(db, note, is_taken):
    assert PURPOSE.is_complete({"purpose-purpose": ["other"], "purpose-note": [note]}) is is_taken
    assert PURPOSE.is_complete({"purpose-purpose": ["dispute"], "purpose-note": [""]})


# --- what nobody sees ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("一\x00二", "一 二"),
        ("一\x07\x1b二\x7f", "一 二"),
        ("一\r\n二\u2028三\u0085四", "一 二 三 四"),
        ("  一\t\t二　三  ", "一 二 三"),
        (FAMILY, FAMILY),
        ("\u200b\ufeff\u2060", ""),
        ("一\u202e二\u2066三", "一二三"),
        ("<script>alert(1)</script> {{ x }}", "<script>alert(1)</script> {{ x }}"),
    ],
)
def test_one_line_of_what_can_be_seen(typed, kept):
    assert plain_line(typed) == kept


@pytest.mark.parametrize("name", PROJECT_FIELDS)
@pytest.mark.parametrize("text", ["", "   ", "　", "\t\r\n", "\x00", "\x00\x01\x1f\x7f", "\u200b", "\u202e\u202c"])
def test_what_cannot_be_seen_is_nothing(db, name, text):
    assert [fault.field for fault in PROJECT.faults(project(**{name: text}))] == [name]


def test_a_nul_is_kept_nowhere(reader):
    case = fill_in(begun(reader), reader, query="竣\x00工图", project_name="\x00示例家园\x00")
    assert "\x00" not in repr(case.draft_sections.get(name="project").typed)
    case = send(case, reader)
    assert (case.project_name, case.query) == ("示例家园", "竣工图")


def test_markup_is_words(reader):
    case = send(fill_in(begun(reader), reader, project_name="<b>示例</b>{% now %}"), reader)
    assert case.project_name == "<b>示例</b>{% now %}"


# --- 无 -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["无", " 无 ", "无\x00", "　无"])
@pytest.mark.parametrize(
    ("name", "is_taken"), [("project_name", False), ("developer", True), ("permit_number", True), ("query", False)]
)
def test_none_where_the_office_takes_it(db, name, is_taken, typed):
    assert PROJECT.is_complete(project(**{name: typed})) is is_taken
    assert PROJECT.is_complete(project(**{name: "无锡示例大厦"}))


# --- forged, and out of date --------------------------------------------------------------------------------------------

FORGED = ["", "nonsense", "DISPUTE", "dispute ", "1", "../dispute", "dispute\x00x", "诉讼、纠纷", "x" * 10_000, "None"]


@pytest.mark.parametrize("code", FORGED)
def test_forged_codes(reader, code):
    case = begun(reader)
    for answers, section in (({"purpose": code}, "purpose"), ({"category": code}, "category")):
        fill_in(case, reader, **answers)
        with pytest.raises(errors.NotComplete) as refused:
            send(case, reader)
        assert {fault.section for fault in refused.value.faults} == {section}
        fill_in(case, reader)
    assert send(case, reader).purpose.code == "dispute"


def test_several_values_for_one_field_are_one(reader):
    case = begun(reader)
    fill_in(case, reader)
    posted = QueryDict("purpose-purpose=nonsense&purpose-purpose=research&purpose-note=&purpose-status=closed")
    drafts.save_section(case, "purpose", posted, user=reader, seen_version=1)
    case = send(case, reader)
    assert (case.purpose.code, case.status) == ("research", "waiting")


def test_fields_of_other_sections_and_of_the_case_are_left_alone(reader):
    case = begun(reader)
    posted = QueryDict(
        "category-category=owner&purpose-purpose=research&status=closed&missed=9&applicant=1&number=CJG1"
    )
    drafts.save_section(case, "category", posted, user=reader, seen_version=0)
    case = fresh(case)
    assert (case.status, case.missed, case.number, case.applicant) == ("draft", 0, None, reader)
    assert list(case.draft_sections.values_list("name", flat=True)) == ["category"]
    assert set(case.draft_sections.get().typed) == {"category-category"}


@pytest.mark.parametrize(
    ("model", "code", "section"), [(Purpose, "dispute", PURPOSE), (ReaderCategory, "individual", CATEGORY)]
)
def test_a_word_taken_out_of_use_before_sending_has_to_be_chosen_anew(reader, model, code, section):
    case = fill_in(begun(reader), reader)
    model.objects.filter(code=code).update(in_use=False)
    with pytest.raises(errors.NotComplete) as refused:
        send(case, reader)
    assert [fault.section for fault in refused.value.faults] == [section.name]
    assert code not in dict(section.blank().fields[section.name].choices)
    model.objects.filter(code=code).update(in_use=True)
    assert send(case, reader).status == "waiting"


def test_a_word_taken_out_of_use_after_sending_stays_with_the_booking(reader):
    case = send(fill_in(begun(reader), reader), reader)
    Purpose.objects.filter(code="dispute").update(in_use=False, label="别的名称")
    field = case.history.get().snapshot.content["sections"][0]["fields"][0]
    assert (field["value"], field["text"]) == ("dispute", "诉讼、纠纷"), "what was submitted is frozen"
    assert fresh(case).purpose.code == "dispute"
    officer = make.make_officer()
    assert make.step(case, "approve", officer).status == "choosing"


def test_a_word_that_now_asks_for_a_note(reader):
    case = fill_in(begun(reader), reader)
    Purpose.objects.filter(code="dispute").update(needs_note=True)
    with pytest.raises(errors.NotComplete, match="请写明查档目的"):
        send(case, reader)


# --- what is not kept ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ"]
)
@pytest.mark.parametrize("name", PROJECT_FIELDS)
def test_an_identity_number_is_not_even_kept_in_a_draft(reader, name, number):
    case = fill_in(begun(reader), reader)
    with pytest.raises(errors.IdentityNumberTyped):
        fill_in(case, reader, **{name: f"张示例 {number}"})
    assert "1949" not in repr(list(DraftSection.objects.values_list("typed")))


def test_nor_in_the_note(reader):
    with pytest.raises(errors.IdentityNumberTyped):
        fill_in(begun(reader), reader, purpose="other", note="110105194912310021 11010519491231002X")


@pytest.mark.parametrize(
    "number", ["建字第110101201500123号", "2018规自（海）建字0012号", "110101202100045", "2003-规建字-0512"]
)
def test_permit_numbers_are_no_identity_numbers(db, number):
    assert PROJECT.is_complete(project(permit_number=number))


# --- how many -----------------------------------------------------------------------------------------------------------


def test_only_so_many_open_bookings(reader):
    limit(most_open=2)
    first = make.submitted(reader)
    make.submitted(reader)
    with pytest.raises(errors.NotActing, match="您已经有 2 个没有办结的查档预约"):
        drafts.open_draft(KIND, user=reader)
    assert drafts.open_draft(KIND, user=make.make_reader()), "others may"
    make.step(first, "cancel", reader)
    assert drafts.open_draft(KIND, user=reader)


def test_a_draft_begun_before_the_others_is_stopped_when_it_is_sent(reader):
    case = fill_in(begun(reader), reader)
    for _ in range(2):
        make.submitted(reader)
    with pytest.raises(errors.NotActing):
        send(case, reader)
    assert fresh(case).status == "draft"
    limit(most_open=3)
    assert send(case, reader).status == "waiting"


def test_a_returned_booking_does_not_stand_in_its_own_way(reader):
    limit(most_open=1)
    case = send(fill_in(begun(reader), reader), reader)
    make.step(case, "return", make.make_officer())
    assert send(case, reader).status == "waiting"


def test_one_draft_a_person(reader):
    case = begun(reader)
    assert drafts.open_draft(KIND, user=reader).pk == case.pk


# --- other people's -----------------------------------------------------------------------------------------------------


def test_nobody_fills_in_or_sends_what_is_somebody_elses(reader):
    case = fill_in(begun(reader), reader)
    stranger = make.make_reader()
    with pytest.raises(errors.WrongPerson):
        fill_in(case, stranger, query="别的")
    with pytest.raises(errors.WrongPerson):
        send(case, stranger)


def test_sending_twice_sends_once(reader):
    case = fill_in(begun(reader), reader)
    version = case.version
    drafts.submit_draft(case, user=reader, seen_version=version)
    with pytest.raises(errors.WrongStatus):
        drafts.submit_draft(case, user=reader, seen_version=version)
    with pytest.raises(errors.WrongStatus):
        fill_in(case, reader, query="后来又改")
    assert Booking.objects.count() == 1
    assert fresh(case).history.count() == 1


# --- copies -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "promised", "fields"),
    [
        ("12", "2026-11-24", set()),
        ("1", "2026-11-23", set()),
        ("0", "2026-11-24", {"pages"}),
        ("-3", "2026-11-24", {"pages"}),
        ("1.5", "2026-11-24", {"pages"}),
        ("一百", "2026-11-24", {"pages"}),
        ("100001", "2026-11-24", {"pages"}),
        ("9" * 400, "2026-11-24", {"pages"}),
        ("12", "2026-11-20", {"promised_on"}),  # past
        ("12", "2026-11-28", {"promised_on"}),  # a Saturday
        ("12", "2026-02-30", {"promised_on"}),
        ("12", "2027-11-23", set()),  # in a year
        ("12", "2027-11-24", {"promised_on"}),
        ("12", "2062-11-24", {"promised_on"}),
        ("12", "9999-12-31", {"promised_on"}),
        ("12", "\x00", {"promised_on"}),
        ("", "", {"pages", "promised_on"}),
    ],
)
def test_the_order_of_copies(reader, pages, promised, fields):
    case = make.booked(make.make_officer())
    form = CopiesForm({"pages": pages, "promised_on": promised}, case=case)
    assert set(form.errors) == fields


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("建字第320623201001001号", True),
        ("建字第 320623201001001 号", True),
        ("320623201001001", False),
        ("建字第110101199003077635号", False),
    ],
)
def test_a_permit_number_is_no_identity_number(db, text, accepted):
    typed = typed_of(
        purpose="dispute", category="owner", project_name="示例家园", developer="无", permit_number=text, query="图"
    )
    assert PROJECT.is_complete(typed["project"]) is accepted

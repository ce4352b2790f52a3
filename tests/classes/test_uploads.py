"""A class list is looked at before anything is made of it, and what was made is undone."""

import io
import re

import pytest

from app.classes import uploads
from app.models import Invitation, Learner, Membership, Upload
from tests.classes.lists.test_workbooks import workbook
from tests.takers import Page
from tests.teachers import NewTaker, Teacher, enrol

LIST = "Name;E-Mail;Matrikelnummer\nMüller, Jürgen;j@example.org;0017\nWei;wei@example.org;0018\nOtto;;0019\n"


def upload(teacher: Teacher, names: str) -> str:
    page = teacher.post(f"{teacher.home}/lists", {"names": names})
    assert page.status == 303, page.text
    return page.location


def invited(teacher: Teacher) -> list[tuple[str, str, str]]:
    with teacher.database.read() as session:
        found = session.query(Invitation).order_by(Invitation.id)
        return [(each.name, each.contact, each.number) for each in found]


def made(teacher: Teacher, preview: str) -> Page:
    return teacher.post(f"{preview}/invitations")


def test_a_preview_says_what_was_understood_and_makes_nothing(teacher: Teacher) -> None:
    page = teacher.get(upload(teacher, LIST)).text
    assert "2 people to invite as learners, 1 doubtful, 0 already here" in page
    assert "Line 4: no address" in page
    assert "Jürgen Müller" in page
    assert invited(teacher) == []


def test_only_who_is_surely_meant_is_invited_and_who_was_taken_by_hand(teacher: Teacher) -> None:
    preview = upload(teacher, LIST)
    answer = {"name-4": "Otto Lang", "address-4": "otto@example.org", "number-4": "0019", "row-4": "invite"}
    assert teacher.post(f"{preview}/decisions", answer).status == 303
    assert made(teacher, preview).status == 303
    assert invited(teacher) == [
        ("Jürgen Müller", "j@example.org", "0017"),
        ("Wei", "wei@example.org", "0018"),
        ("Otto Lang", "otto@example.org", "0019"),
    ]


def test_a_correction_that_is_none_is_said_beside_its_field_and_keeps_what_was_typed(teacher: Teacher) -> None:
    preview = upload(teacher, LIST)
    page = teacher.post(f"{preview}/decisions", {"name-4": " ", "address-4": "otto at example", "row-4": "invite"})
    assert page.status == 400
    assert 'id="field-name-4-error"' in page.text
    assert 'id="field-address-4-error"' in page.text
    assert "otto at example" in page.text


def test_one_undo_takes_back_one_list_but_not_those_who_came(teacher: Teacher, new_taker: NewTaker) -> None:
    made(teacher, upload(teacher, "Eve;eve@example.org"))
    preview = upload(teacher, LIST)
    made(teacher, preview)
    with teacher.database.read() as session:
        code = session.query(Invitation.code).filter_by(name="Wei").scalar()
    learner = new_taker()
    learner.sign_up("somebody@example.org")
    learner.post(f"/invitations/{code}")
    assert teacher.post(f"{preview}/withdrawal").status == 303
    assert [name for name, _, _ in invited(teacher)] == ["Eve", "Wei"]
    assert teacher.get(preview).status == 404
    with teacher.database.read() as session:
        assert session.query(Membership).filter_by(left_at=None).count() == 2


def test_making_twice_makes_once(teacher: Teacher) -> None:
    preview = upload(teacher, LIST)
    assert made(teacher, preview).status == 303
    assert made(teacher, preview).status == 409
    assert len(invited(teacher)) == 2


def test_who_is_here_already_is_known_by_address_and_by_number(teacher: Teacher, new_taker: NewTaker) -> None:
    new_taker().sign_up("wei@example.org", "Wei Zhang")
    enrol(teacher.database, teacher.section, "wei@example.org")
    made(teacher, upload(teacher, "Name,Email,Student ID\nJ. Müller,jm@example.org,0017\n"))
    page = teacher.get(upload(teacher, LIST.replace("wei@example.org", "WEI@Example.ORG"))).text
    assert "0 people to invite" in page
    assert "2 already here" in page


def test_leavers_are_offered_and_removed_only_when_chosen(teacher: Teacher, new_taker: NewTaker) -> None:
    for name in ("ada", "bob", "wei"):
        new_taker().sign_up(f"{name}@example.org", name.title())
        enrol(teacher.database, teacher.section, f"{name}@example.org")
    preview = upload(teacher, LIST)
    page = teacher.get(preview).text
    assert "2 learners of the class are not on this list" in page
    ada, _ = re.findall(r'name="leaver" value="([\w-]+)"', page)
    teacher.post(f"{preview}/removals", {"leaver": [ada, "nobody"]})
    with teacher.database.read() as session:
        gone = session.query(Learner.name).join(Membership).filter(Membership.left_at.is_not(None)).all()
    assert [name for (name,) in gone] == ["Ada"]


def test_columns_and_letters_are_chosen_by_hand(teacher: Teacher) -> None:
    file = (io.BytesIO("Name;Kürzel;Mail\nSzőke;Őri;s@example.org\n".encode("cp1250")), "list.csv")
    preview = teacher.post(f"{teacher.home}/lists", {"file": file}).location
    teacher.post(f"{preview}/reading", {"encoding": "cp1250", "column-name": "1", "column-address": "2"})
    assert "Őri" in teacher.get(preview).text
    made(teacher, preview)
    assert invited(teacher) == [("Őri", "s@example.org", "")]


def test_a_spreadsheet_is_uploaded_as_it_is(teacher: Teacher) -> None:
    sheet = {(0, 0): "Name", (0, 1): "Email", (1, 0): "王小明", (1, 1): "w@example.org"}
    page = teacher.post(f"{teacher.home}/lists", {"file": (io.BytesIO(workbook(dict(sheet))), "list.xlsx")})
    made(teacher, page.location)
    assert invited(teacher) == [("王小明", "w@example.org", "")]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\xff", "no list of names"),
        (b"PK\3\4\0\0", "cannot be read"),
        (b"Name,Email\n", "Nobody was found"),
        (b"", "Nobody was found"),
    ],
)
def test_what_is_no_class_list_is_refused_in_words(teacher: Teacher, file: bytes, words: str) -> None:
    page = teacher.post(f"{teacher.home}/lists", {"file": (io.BytesIO(file), "list.csv")})
    assert page.status == 400
    assert words in page.text
    with teacher.database.read() as session:
        assert session.query(Upload).count() == 0


def test_fifty_thousand_people_are_refused_in_words_and_more_by_their_size(teacher: Teacher) -> None:
    many = "\n".join(f"Learner {chr(97 + n % 26)};l{n}@example.org" for n in range(50_000))
    page = teacher.post(f"{teacher.home}/lists", {"names": many})
    assert page.status == 400
    assert "50000 were found" in page.text
    assert teacher.post(f"{teacher.home}/lists", {"names": "x" * 5_000_000}).status == 413


def test_all_open_invitations_are_withdrawn_at_once(teacher: Teacher) -> None:
    made(teacher, upload(teacher, LIST))
    assert teacher.post(f"{teacher.home}/invitations/withdrawal").status == 303
    assert invited(teacher) == []


def test_a_list_that_nothing_was_made_of_is_forgotten_after_a_day(
    teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = upload(teacher, LIST)
    monkeypatch.setattr(uploads, "KEPT", -uploads.KEPT)
    upload(teacher, "Eve;eve@example.org")
    assert teacher.get(preview).status == 404


def test_another_sections_list_is_nobodys_here(teacher: Teacher) -> None:
    preview = upload(teacher, LIST)
    theirs = preview.replace(teacher.section, "x")
    teacher.make(name="Tuesday")
    assert teacher.get(preview.replace(preview.split("/")[3], teacher.section)).status == 404
    assert teacher.get(theirs).status == 404

"""A file's text is found in whatever encoding it was saved."""

import pytest

from app.classes.lists.decoding import NotTextError, decoded

LISTS = {
    "cp1252": [
        "Nom;Prénom;Courriel\nLefèvre;Élodie;e@x.org\nŒuvrard;Maëlle;m@x.org\n",
        "Nachname;Vorname\nGroß;Käthe\nÖztürk;Aylin\n",
    ],
    "cp1250": [
        "Nazwisko;Imię;E-mail\nŻak;Łukasz;a@x.org\nZielińska;Ewa;b@x.org\n",
        "Příjmení;Jméno\nNovák;Jiří\nŠťastný;Řehoř\n",
    ],
    "cp1254": ["Soyadı;Adı\nYılmaz;Işıl\nGöğüş;İbrahim\n"],
    "cp1251": ["Фамилия;Имя;Почта\nИванов;Иван;i@x.org\nЩербакова;Юлия;j@x.org\n"],
    "cp1253": ["Επώνυμο;Όνομα\nΠαππά;Ελένη\nΓεωργίου;Νίκος\n"],
    "cp1255": ["שם משפחה;שם פרטי\nלוי;נועה\nכהן;דוד\n"],
    "cp1256": ["الاسم;البريد\nليلى الهاشمي;a@x.org\nمحمد علي;b@x.org\n"],
    "mac_roman": ["Nom;Prénom;Courriel\nLefèvre;Élodie;e@x.org\nCôté;Anaïs;m@x.org\n"],
    "cp850": ["Nachname;Vorname\nMüller;Jürgen\nGroß;Käthe\n"],
    "gb18030": ["姓名,邮箱\n王小明,a@x.org\n李雷,b@x.org\n"],
    "big5": ["姓名,電子郵件\n陳美玲,b@x.org\n黃國華,c@x.org\n"],
    "cp932": ["氏名,メール\n田中 さくら,a@x.org\n鈴木 一郎,b@x.org\n"],
    "cp949": ["이름,이메일\n김민준,a@x.org\n박서연,b@x.org\n"],
}  # fmt: skip
ALL = [(encoding, text) for encoding, texts in LISTS.items() for text in texts]


@pytest.mark.parametrize(("encoding", "text"), ALL)
def test_a_list_in_an_older_encoding_is_read(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [text for _, text in ALL[:3]])
def test_unicode_is_read_with_its_mark_or_without(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_lines_of_two_encodings_are_each_read_in_theirs() -> None:
    file = "Name;E-Mail\nJürgen;j@x.org\n".encode() + "Käthe;k@x.org\n".encode("cp1252")
    assert decoded(file) == "Name;E-Mail\nJürgen;j@x.org\nKäthe;k@x.org\n"


@pytest.mark.parametrize("file", [b"\x89PNG\r\n\x1a\n\x00\xff", b"%PDF-1.7\n", b"PK\3\4\0\0", bytes(range(256)) * 4])
def test_what_is_no_text_is_said_to_be_none(file: bytes) -> None:
    with pytest.raises(NotTextError):
        decoded(file)


def test_an_encoding_chosen_by_hand_is_taken() -> None:
    assert decoded("Szőke".encode("cp1250"), "cp1250") == "Szőke"

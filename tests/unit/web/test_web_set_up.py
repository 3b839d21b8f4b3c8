import shutil

import pytest
from desk_people import browser
from intake_files import ended, roll_file
from small_petition import FILED

from fullcount import roll
from fullcount.case import fsck, kinds, read
from fullcount.case.models import Entry
from fullcount.terms import NotFound, Refused
from fullcount.web.models import Person
from fullcount.web.office.set_up import rolls

PETITION = {
    "id": "recall-test",
    "title": "Recall of the Surveyor",
    "law": "ca/recall-local",
    "jurisdiction": "Made-up County",
    "officer": "Ada Nobody",
    "office": "County Surveyor",
    "filed": "2022-07-06",
    "registered": "2400",
    "rounding": "sheet",
    "official": "",
}
CONFIRMED = {"confirmed": "yes"}


def admin():
    return Person.objects.get(name="admin-1")


def wanted(name, **more):
    return rolls.Asked(name, rolls.AUTO, FILED, **more)


def test_the_petition_is_checked_before_it_is_final(unopened):
    client = browser("admin-1")
    assert client.get("/home").headers["Location"] == "/set-up"
    assert b"Recall of local officers" in client.get("/set-up").content
    page = client.post("/set-up/petition", PETITION).content.decode()
    assert "2,400 registered voters × 25%" in page
    assert ">600<" in page
    assert Entry.objects.count() == 0
    client.post("/set-up/petition", PETITION | CONFIRMED)
    petition = read.petition()
    assert (petition.required, petition.filed, petition.officer) == (600, FILED, "Ada Nobody")
    assert Entry.objects.count() == 1
    assert '"actor":"admin-1"' in Entry.objects.get().text
    assert client.post("/set-up/petition", PETITION | CONFIRMED).status_code == 409
    assert fsck(unopened).problems == ()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"filed": ""}, "day of filing"),
        ({"filed": "6 July"}, "not a day"),
        ({"id": "a petition"}, "not of the form"),
        ({"registered": "many"}, "not a whole number"),
        ({"registered": "", "required": ""}, "Neither the required number"),
        ({"required": "7"}, "is not what the law asks: 600"),
        ({"officer": " "}, "officer is empty"),
        ({"rounding": "up"}, "rounding"),
        ({"title": "x" * 400}, "longer than"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(unopened, wrong, told):
    answer = browser("admin-1").post("/set-up/petition", PETITION | CONFIRMED | wrong)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert 'value="Made-up County"' in answer.content.decode()
    assert Entry.objects.count() == 0


def test_an_unknown_law_is_refused(unopened):
    assert browser("admin-1").post("/set-up/petition", PETITION | {"law": "ca/none"}).status_code == 409


def test_a_voter_file_is_sent_checked_and_sealed(counting, tmp_path):
    client = browser("admin-1")
    client.post("/set-up/roll/upload", {"file": roll_file(tmp_path / "roll.csv")})
    (ready,) = rolls.ready(counting)
    assert ready.name == "uploaded/roll_1.csv"
    asked = {"file": ready.name, "as_of": "2022-07-06", "layout": "auto"}
    page = client.post("/set-up/roll", asked).content.decode()
    assert "fullcount: 7 of its 13 columns" in page
    assert rolls.ACT not in rolls.last_acts()
    assert client.post("/set-up/roll", asked | CONFIRMED).status_code == 302
    stand = ended(counting, kinds.ROLL)
    assert stand.state == "well", stand
    page = client.get("/set-up").content.decode()
    assert roll.open_roll(counting.roll_dir).seal.content_hash in page
    assert rolls.ready(counting) == []
    assert client.get("/home").headers["Location"] == "/people"
    assert client.post("/set-up/roll", asked | CONFIRMED).status_code == 409
    assert fsck(counting).problems == ()


def test_a_file_put_there_by_hand_is_chosen_and_stays(opened, tmp_path):
    roll_file(rolls.incoming(opened) / "voters.csv")
    rolls.seal(opened, admin(), wanted("voters.csv"))
    assert ended(opened, kinds.ROLL).state == "well"
    assert [one.name for one in rolls.ready(opened)] == ["voters.csv"]


@pytest.mark.parametrize("name", ["../case.sqlite3", "/etc/passwd", "uploaded", ".", "", "../secret"])
def test_nothing_but_a_listed_file_is_read(opened, name):
    with pytest.raises(NotFound):
        rolls.check(opened, wanted(name))
    roll_file(rolls.incoming(opened) / "voters.csv")
    with pytest.raises(NotFound):
        rolls.check(opened, wanted("voters.csv", history="../secret"))


def test_a_file_that_cannot_be_used_is_told_before(opened):
    (rolls.incoming(opened) / "photo.csv").write_bytes(b"\x89PNG\0\0")
    asked = {"file": "photo.csv", "as_of": "2022-07-06"}
    answer = browser("admin-1").post("/set-up/roll", asked)
    assert (answer.status_code, b"photo.csv" in answer.content) == (400, True)
    assert browser("admin-1").post("/set-up/roll", asked | {"layout": "none"}).status_code == 400
    assert browser("admin-1").post("/set-up/roll", {"file": "photo.csv"}).status_code == 400


def test_a_sealed_roll_that_a_stopped_server_left_is_bound_and_not_made_again(opened, sealed_roll):
    shutil.copytree(sealed_roll, opened.roll_dir)
    assert rolls.lies_sealed(opened).voters == roll.open_roll(sealed_roll).seal.voters
    client = browser("admin-1")
    assert b"A sealed roll lies here already" in client.get("/set-up").content
    client.post("/set-up/roll/bind")
    assert rolls.lies_sealed(opened) is None
    assert b"Content hash" in client.get("/set-up").content
    assert client.post("/set-up/roll/bind").status_code == 409


def test_a_name_that_was_sent_already_is_not_overwritten(opened, tmp_path):
    rolls.upload(opened, roll_file(tmp_path / "roll.csv"))
    with pytest.raises(Refused, match="uploaded already"):
        rolls.upload(opened, roll_file(tmp_path / "roll.csv"))
    assert (rolls.incoming(opened) / "uploaded/roll_1.csv").stat().st_mode & 0o077 == 0

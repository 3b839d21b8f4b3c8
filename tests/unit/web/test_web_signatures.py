"""Signatures beside a line: who is served an image, what is noted of it, what the page shows."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime
from itertools import product

import pytest
from desk_people import browser
from PIL import Image

from fullcount import exemplars, ledger, roll
from fullcount.case.models import CandidateRow, LineRow
from fullcount.web.desk import beside, queue, showing
from fullcount.web.models import Person, Seen

AT = datetime(2022, 7, 6, tzinfo=UTC)
TRICKS = ["../../key.pem", "/etc/passwd", "..%2f..%2fsecret", "1' OR '1'='1", "", "x" * 5_000]


def png(shade):
    out = io.BytesIO()
    Image.new("L", (60, 20), shade).save(out, "PNG")
    return out.getvalue()


def source(folder, header, rows):
    folder.mkdir()
    for number, row in enumerate(rows):
        (folder / row[1]).write_bytes(png(10 * number))
    with (folder / "manifest.csv").open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return folder


@pytest.fixture
def first_line(either):
    """The line that examiner-01 is given first and the best candidate's voter id."""
    (task,) = queue.lease(Person.objects.get(name="examiner-01"), 1)
    line = LineRow.objects.get(place=task.place).line
    voter = (
        CandidateRow.objects.filter(line_id=task.place).order_by("rank").values_list("voter_id", flat=True)[0]
    )
    return line, voter


@pytest.fixture
def with_signatures(either, first_line, tmp_path):
    """The desk with two signatures on file of that candidate, and both images of that line."""
    line, voter = first_line
    on_file = [
        (voter, "a.png", "2015-03-02", "registration form"),
        (voter, "b.png", "2021-09-14", "ballot <b>"),
    ]
    exemplars.import_exemplars(
        source(tmp_path / "files", ("voter_id", "file", "date", "source"), on_file),
        either.dir,
        AT,
        lambda _: set(),
    )
    crops = [(line, "c.png", "signature"), (line, "d.png", "line")]
    exemplars.import_crops(
        source(tmp_path / "crops", ("line", "file", "part"), crops), either.dir, AT, lambda _: set()
    )
    return either


def test_an_image_is_served_to_those_who_compare_and_noted(with_signatures, first_line):
    line, voter = first_line
    people = ["examiner-01", "supervisor-1"]
    asked = (
        ("/exemplar", {"voter": voter, "number": 2, "line": line}),
        ("/crop", {"line": line}),
        ("/crop", {"line": line, "part": "line"}),
    )
    for name, (url, given) in product(people, asked):
        response = browser(name).get(url, given)
        assert response.status_code == 200
        assert Image.open(io.BytesIO(response.content)).format == "PNG"
        assert response["Content-Type"] == "image/png"
        assert response["Cache-Control"] == "no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    seen = Seen.objects.filter(what="signature")
    place = LineRow.objects.get(line=line).place
    noted = Counter((one.person.name, one.place, one.voter) for one in seen)
    assert noted == {(name, place, whose): count for name in people for whose, count in ((voter, 1), ("", 2))}
    log = browser("supervisor-2").get("/access-log").content.decode()
    assert "signature, 2 times" in log
    assert ledger.voter_tag(with_signatures.secret, voter)[:12] in log
    assert voter not in log


def test_an_examiner_sees_images_of_the_lines_in_hand_and_of_no_others(with_signatures, first_line):
    line, voter = first_line
    for given in ({"voter": voter, "number": 1}, {"voter": voter, "number": 1, "line": line}):
        assert browser("examiner-02").get("/exemplar", given).status_code == 404
    assert browser("examiner-02").get("/crop", {"line": line}).status_code == 404
    assert browser("examiner-01").get("/exemplar", {"voter": voter, "number": 1}).status_code == 404
    assert not Seen.objects.filter(what="signature").exists()


def test_nobody_else_is_served_one(with_signatures, first_line):
    line, voter = first_line
    for name in ("observer-1", "clerk-01", "admin-1"):
        assert browser(name).get("/exemplar", {"voter": voter, "number": 1}).status_code == 403
        assert browser(name).get("/crop", {"line": line}).status_code == 403
    assert not Seen.objects.filter(what="signature").exists()


def test_nothing_a_person_sends_names_a_file(with_signatures, first_line):
    line, voter = first_line
    client = browser("examiner-01")
    asked = [
        one
        for trick in TRICKS
        for one in (
            ("/exemplar", {"voter": trick, "number": 1, "line": line}),
            ("/exemplar", {"voter": voter, "number": trick, "line": line}),
            ("/crop", {"line": trick}),
            ("/crop", {"line": line, "part": trick or "no part"}),
        )
    ]
    for url, given in asked:
        response = client.get(url, given)
        assert response.status_code == 404
        assert b"no such image" in response.content
    assert not Seen.objects.filter(what="signature").exists()


def test_beside_a_line_that_is_none_there_is_no_image(with_signatures, first_line):
    for trick in TRICKS:
        given = {"voter": first_line[1], "number": 1, "line": trick}
        assert browser("examiner-01").get("/exemplar", given).status_code == 404
    assert not Seen.objects.filter(what="signature").exists()


def test_images_are_not_for_posting(with_signatures):
    assert browser("examiner-01").post("/exemplar").status_code == 405
    assert browser("examiner-01").post("/crop").status_code == 405


def test_the_page_shows_the_lines_own_beside_those_on_file(with_signatures, first_line):
    line, voter = first_line
    page = browser("examiner-01").get("/examine").content.decode()
    newest, oldest = page.index(f"voter={voter}&amp;number=2"), page.index(f"voter={voter}&amp;number=1")
    assert newest < oldest
    assert "14 Sep 2021" in page
    assert "ballot &lt;b&gt;" in page
    assert f"/crop?line={line}&amp;part=signature" in page
    assert f"/crop?line={line}&amp;part=line" in page
    assert "style=" not in page


def test_a_hit_of_a_search_brings_its_signatures(with_signatures, first_line):
    line, voter = first_line
    record = showing.open_roll(with_signatures.roll_dir).voter(voter)
    (task,) = queue.lease(Person.objects.get(name="examiner-01"), 1)
    asked = {"q": f"{record.last_name}, {record.first_name}", "after": "3", "task": task.pk}
    part = browser("examiner-01").get("/examine/search", asked).content.decode()
    assert f"voter={voter}&amp;number=2&amp;line={line}" in part
    assert 'class="files" data-of="4"' in part


def test_without_any_signature_in_the_case_there_is_nothing_to_compare(desk):
    page = browser("examiner-01").get("/examine").content.decode()
    assert 'class="line"' in page
    assert 'class="compare"' not in page


def former(since, until):
    day = [date.fromisoformat(text) if text else None for text in (since, until)]
    return roll.Former("9 Oak Rd", "Apt 3", "Oxbow", "90001", "active", *day)


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [
        ("2010-01-01", "2022-12-01", "held while this section circulated and on the day of filing"),
        ("2010-01-01", "2022-05-02", "held while this section circulated"),
        ("2010-01-01", "2022-05-01", ""),
        ("2022-05-10", "2022-12-01", "held while this section circulated and on the day of filing"),
        ("2022-05-11", "2022-12-01", "held on the day of filing"),
        ("2022-07-07", "2022-12-01", ""),
        ("", "2022-05-03", "held while this section circulated"),
        ("", "2022-12-01", ""),
        ("2022-05-03", "", "held while this section circulated"),
        ("", "", ""),
    ],
)
def test_a_former_registration_says_on_which_days_it_is_known_to_have_held(since, until, held):
    window = beside.Window(date(2022, 5, 1), date(2022, 5, 10), date(2022, 7, 6))
    shown = beside._shown(former(since, until), window)
    assert shown.held == held
    assert shown.address == "9 Oak Rd Apt 3, Oxbow 90001"


def test_former_registrations_stand_with_their_dates(either, first_line, monkeypatch):
    _, voter = first_line
    sealed = showing.open_roll(either.roll_dir)
    monkeypatch.setattr(type(sealed), "former", lambda *_: {voter: (former("2010-01-01", "2023-01-01"),)})
    page = browser("examiner-01").get("/examine").content.decode()
    assert "9 Oak Rd Apt 3, Oxbow 90001" in page
    assert '<time datetime="2023-01-01">' in page
    assert "on the day of filing" in page

import hashlib

import pytest
from desk_people import browser
from django.test import Client
from intake_files import ended, lines_csv, sections_csv
from small_petition import SEED, Clock

from fullcount import sampling
from fullcount.case import actions, fsck, read
from fullcount.case.models import Entry, LineRow, SectionRow
from fullcount.terms import BadInput, Line, LineState, Refused, Section
from fullcount.web import uploads
from fullcount.web.models import Errand, Person
from fullcount.web.office.intake import batches, ceremony, importing, manifest


def clerk():
    return Person.objects.get(name="clerk-01")


def received(case):
    importing.start(case, clerk(), sections_csv(), lines_csv())
    return ended(case, importing.KIND)


def frozen(case):
    received(case)
    manifest.freeze(case, clerk(), 520)


def test_sections_and_lines_are_received_from_files_in_one_act(opened):
    stand = received(opened)
    assert (stand.state, "520 signed, 10 struck, 0 blank" in stand.told["what"]) == ("well", True)
    assert SectionRow.objects.count() == 53
    assert fsck(opened).problems == ()


def test_an_error_in_a_file_names_file_row_and_column_and_nothing_is_received(counting):
    importing.start(counting, clerk(), sections_csv(), lines_csv("my lines.csv", bad=300))
    stand = ended(counting, importing.KIND)
    assert stand.state == "failed"
    assert stand.told["what"].startswith("my lines.csv, row 300, column state:")
    assert (SectionRow.objects.count(), LineRow.objects.count()) == (0, 0)
    assert received(counting).state == "well"


def test_two_files_of_one_name_are_told_apart(opened):
    importing.start(opened, clerk(), sections_csv("a.csv"), lines_csv("a.csv"))
    assert ended(opened, importing.KIND).state == "well"


def test_the_import_page_takes_files_and_tells_how_it_went(opened):
    client = browser("clerk-01")
    assert b"512.0" in client.get("/intake/import").content
    client.post("/intake/import", {"sections": sections_csv(), "lines": lines_csv()})
    ended(opened, importing.KIND)
    assert b"520 signed" in client.get("/intake/import").content
    assert b'data-state="well"' in client.get("/intake/import", headers={"X-Desk": "1"}).content
    missing = client.post("/intake/import", {"sections": sections_csv()})
    assert (missing.status_code, b"Lines: no file" in missing.content) == (400, True)


def test_more_than_the_page_takes_is_refused_before_it_is_kept(opened, settings_of_uploads):
    client = browser("clerk-01")
    settings_of_uploads({"/intake/import": 1000, "": 10})
    answer = client.post("/intake/import", {"sections": sections_csv(), "lines": lines_csv()})
    assert (answer.status_code, b"too much at once" in answer.content) == (413, True)
    assert list((opened.dir / "uploads").iterdir()) == []
    assert not Errand.objects.exists()


def test_who_is_not_signed_in_sends_little(opened, monkeypatch):
    monkeypatch.setattr(uploads, "MEGABYTE", 1000)
    client = Client(enforce_csrf_checks=True)  # it is for the token that a form is read before the gate
    client.cookies["csrftoken"] = "x" * 32
    answer = client.post("/intake/import", {"sections": sections_csv(), "lines": lines_csv()})
    assert (answer.status_code, b"too much at once" in answer.content) == (413, True)


@pytest.fixture
def settings_of_uploads(monkeypatch):
    from django.conf import settings

    return lambda limits: monkeypatch.setattr(settings, "UPLOADS_MOST", limits)


def test_the_manifest_is_frozen_with_the_raw_count_that_was_confirmed(counting):
    received(counting)
    assert (manifest.shown().raw, manifest.shown().prima_facie.met) == (520, True)
    entries = Entry.objects.count()
    with pytest.raises(Refused, match="is 520 by now; you confirmed 519"):
        manifest.freeze(counting, clerk(), 519)
    assert Entry.objects.count() == entries
    for _ in range(2):
        manifest.freeze(counting, clerk(), 520)
    assert Entry.objects.count() == entries + 1
    shown = manifest.shown()
    assert shown.frozen.actor == "clerk-01"
    digest = hashlib.sha256(b"".join(manifest.as_csv())).hexdigest()
    assert digest == shown.frozen.body["manifest_sha256"]


def test_what_is_counted_but_not_received_keeps_the_manifest_open(opened):
    received(opened)
    batch = batches.open_batch(clerk(), batches.Printed(1, 1, 5, 10))
    manifest.check_confirmed(confirmed=True)
    draft = batches.enter(clerk(), batch.pk, batches.Counted(900, 10, "1"))
    assert f"batch {batch.pk}" in str(manifest.shown().closed)
    with pytest.raises(Refused, match="Not everything counted is received"):
        manifest.freeze(opened, clerk(), 520)
    batches.remove(clerk(), batch.pk, draft.pk)
    manifest.freeze(opened, clerk(), 520)


def test_freezing_by_the_page_wants_the_mark(opened):
    client = browser("clerk-01")
    assert b"First receive the sections" in client.get("/intake/manifest").content
    received(opened)
    assert b"Freeze with a raw count of 520" in client.get("/intake/manifest").content
    assert client.post("/intake/manifest/freeze", {"raw": "520"}).status_code == 400
    assert client.get("/intake/manifest.csv").status_code == 409
    client.post("/intake/manifest/freeze", {"raw": "520", "confirmed": "on"})
    page = client.get("/intake/manifest").content.decode()
    assert manifest.shown().frozen.body["manifest_sha256"] in page
    csv = b"".join(client.get("/intake/manifest.csv").streaming_content)
    assert hashlib.sha256(csv).hexdigest() in page


def test_the_seed_waits_for_the_manifest(opened):
    assert "First freeze the manifest" in str(ceremony.shown().closed)
    with pytest.raises(Refused, match="First freeze the manifest"):
        ceremony.enter_seed(opened, clerk(), SEED, SEED)
    with pytest.raises(Refused, match="First enter the seed"):
        ceremony.draw(opened, clerk(), None)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (SEED, SEED[:-1] + "9", "differ at digit 20"),
        (SEED, SEED[:-1], "differ in length: 20 and 19"),
        (SEED[:19], SEED[:19], "19 digits"),
        (SEED[:-1] + "x", SEED[:-1] + "x", "other than the digits"),
        ("", "", "other than the digits"),
    ],
)
def test_a_seed_that_two_people_did_not_read_alike_is_not_entered(opened, first, second, told):
    frozen(opened)
    with pytest.raises(BadInput, match=told):
        ceremony.enter_seed(opened, clerk(), first, second)
    assert ceremony.shown().seed is None


def test_the_ceremony_by_its_page(counting):
    frozen(counting)
    client = browser("clerk-01")
    assert b"The digits, typed by the first person" in client.get("/intake/ceremony").content
    wrong = client.post("/intake/ceremony/seed", {"first": SEED, "second": SEED[::-1]})
    assert (wrong.status_code, b"differ at digit 1" in wrong.content) == (400, True)
    assert client.get("/intake/ceremony/record").status_code == 409
    spaced = " ".join(SEED[at : at + 2] for at in range(0, 20, 2))
    for _ in range(2):
        assert client.post("/intake/ceremony/seed", {"first": SEED, "second": spaced}).status_code == 302
    assert (
        client.post("/intake/ceremony/seed", {"first": SEED[::-1], "second": SEED[::-1]}).status_code == 409
    )
    assert client.post("/intake/ceremony/draw", {"size": "20"}).status_code == 409
    for _ in range(2):
        assert client.post("/intake/ceremony/draw", {"size": ""}).status_code == 302
    record = client.get("/intake/ceremony/record").content.decode()
    lines = read.drawn_lines()
    assert len(lines) == 500
    assert f"--seed {SEED} --size 500" in record
    assert sampling.lines_digest(lines) in record
    assert all(line in record for line in lines[:3])
    assert browser("supervisor-1").get("/intake/ceremony/record").content.decode().count(SEED) == 2
    assert fsck(counting).problems == ()


def test_there_is_no_draw_below_the_required_number(opened):
    few = [Line(f"00001-{n:02d}", 1, n) for n in range(1, 11)]
    actions.receive_sections(opened, Clock()(), [Section(1, 10)], few)
    actions.freeze_manifest(opened, Clock()())
    assert "below the required number" in str(ceremony.shown().closed)
    with pytest.raises(Refused, match="below the required number"):
        ceremony.enter_seed(opened, clerk(), SEED, SEED)


def test_there_is_no_draw_where_the_law_has_every_line_examined(opened):
    some = [Line(f"00001-{n:03d}", 1, n) for n in range(1, 491)]
    assert all(line.state is LineState.SIGNED for line in some)
    actions.receive_sections(opened, Clock()(), [Section(1, 490)], some)
    actions.freeze_manifest(opened, Clock()())
    with pytest.raises(Refused, match="all 490 signatures examined"):
        ceremony.enter_seed(opened, clerk(), SEED, SEED)
    assert "no draw" in str(ceremony.shown().closed)

"""Images are taken in whole or not at all, whatever comes."""

import csv
import hashlib
import io
import stat
import struct
import zipfile
import zlib
from datetime import UTC, date, datetime

import pytest
from PIL import Image

from fullcount import exemplars
from fullcount.terms import BadInput, NotFound

AT = datetime(2022, 7, 6, 9, tzinfo=UTC)
ROWS = [
    ("V1", "a/one.png", "2015-03-02", "registration form"),
    ("V1", "two.jpg", "2021-09-14", "ballot envelope"),
    ("V1", "three.png", "", ""),
    ("V2", "four.png", "2019-01-01", "registration form"),
]


def image(shade=0, kind="PNG", size=(60, 30), mode="L", **how):
    out = io.BytesIO()
    picture = Image.new(mode, size, "white")
    picture.paste(shade if mode == "L" else (shade,) * len(picture.getbands()), (5, 5, 20, 20))
    picture.save(out, kind, **how)
    return out.getvalue()


FILES = {
    "a/one.png": image(1),
    "two.jpg": image(2, "JPEG", mode="RGB"),
    "three.png": image(3),
    "four.png": image(4),
}


def text(rows, header=("voter_id", "file", "date", "source")):
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


@pytest.fixture
def case(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    return folder


@pytest.fixture(params=["folder", "zip", "zip with a folder"])
def given(request, tmp_path):
    """Makes a source of files and a manifest, in each of the forms a source may have."""

    def make(files=FILES, rows=ROWS, header=("voter_id", "file", "date", "source")):
        contents = {**files, "manifest.csv": text(rows, header).encode()}
        if request.param == "folder":
            return in_folder(tmp_path / "given", contents)
        top = "given/" if "with" in request.param else ""
        return in_zip(tmp_path / "given.zip", {top + name: data for name, data in contents.items()})

    return make


def in_folder(folder, contents):
    for name, data in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def in_zip(path, contents):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return path


def take(source, case, unknown=lambda _: set()):
    return exemplars.import_exemplars(source, case, AT, unknown)


def files_in(case):
    return sorted(path for path in (case / "exemplars").rglob("*") if path.is_file())


def test_signatures_are_listed_newest_first_and_shown_as_new_pngs(given, case):
    taken = take(given(), case, lambda ids: set(ids) & {"V2"})
    assert (taken.files, taken.new, taken.keys, taken.unknown) == (4, 4, 2, 1)
    there = exemplars.Exemplars(case)
    assert [(one.taken, one.source) for one in there.of(["V1", "V2", "V3"])["V1"]] == [
        (date(2021, 9, 14), "ballot envelope"),
        (date(2015, 3, 2), "registration form"),
        (None, ""),
    ]
    newest = there.of(["V1"])["V1"][0]
    shown = Image.open(io.BytesIO(there.image("V1", newest.number)))
    assert (shown.format, shown.size) == ("PNG", (60, 30))
    assert there.image("V1", 9) is None
    assert there.image("V9", 1) is None


def test_originals_are_kept_under_their_digest_for_their_owner_only(given, case):
    take(given(), case)
    for data in FILES.values():
        digest = hashlib.sha256(data).hexdigest()
        kept = case / "exemplars" / "files" / digest[:2] / digest[2:4] / digest
        assert kept.read_bytes() == data
    assert {stat.S_IMODE(path.stat().st_mode) for path in files_in(case)} == {0o600}
    folders = [path for path in (case / "exemplars").rglob("*") if path.is_dir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_taking_the_same_in_again_changes_nothing_but_day_and_source(given, case):
    take(given(), case)
    before = exemplars.Exemplars(case).of(["V1"])["V1"]
    later = [ROWS[0], (*ROWS[1][:2], "2021-09-15", "petition"), *ROWS[2:]]
    taken = take(given(rows=later), case)
    assert taken.new == 0
    after = exemplars.Exemplars(case).of(["V1"])["V1"]
    assert [one.number for one in after] == [one.number for one in before]
    assert (after[0].taken, after[0].source) == (date(2021, 9, 15), "petition")


def test_further_signatures_are_numbered_on(given, case):
    take(given(), case)
    take(given({"new.png": image(9)}, [("V1", "new.png", "2001-01-01", "")]), case)
    numbers = [one.number for one in exemplars.Exemplars(case).of(["V1"])["V1"]]
    assert sorted(numbers) == [1, 2, 3, 4]
    assert numbers[2] == 4


def png_of_size(width, height):
    """A small file that says it is a large picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    chunks = [(b"IHDR", header), (b"IDAT", body), (b"IEND", b"")]
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


BAD = {
    "not an image": ("x.png", b"<html>a page</html>", "not a PNG or JPEG"),
    "empty": ("x.png", b"", "not a PNG or JPEG"),
    "another kind": ("x.png", image(kind="GIF"), "not a PNG or JPEG"),
    "another ending": ("x.png", image(kind="JPEG"), "named as PNG but is JPEG"),
    "no image's ending": ("x.svg", b"<svg/>", "not named as an image"),
    "cut off": ("x.png", image(size=(600, 400))[:-60], "damaged, cut off"),
    "cut off jpeg": ("x.jpg", image(kind="JPEG", size=(600, 400))[:-400], "damaged, cut off"),
    "bomb": ("x.png", png_of_size(60_000, 60_000), "damaged, cut off or too large"),
    "smaller bomb": ("x.png", png_of_size(9_000, 9_000), "9,000 by 9,000"),
    "speck": ("x.png", image(size=(60, 4)), "60 by 4"),
    "huge file": ("x.png", image() + b"\0" * (9 << 20), "larger than 8 MiB"),
    "damaged": ("x.png", image()[:40] + b"\xff" * 8 + image()[48:], "damaged|not a PNG"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_told_by_row_and_nothing_is_taken_in(bad, given, case):
    take(given(), case)
    before = files_in(case)
    name, data, told = BAD[bad]
    rows = [("V3", "five.png", "", ""), ("V4", name, "", "")]
    with pytest.raises(BadInput, match=told) as error:
        take(given({"five.png": image(5), name: data}, rows), case)
    assert (error.value.file, error.value.row, error.value.column) == ("manifest.csv", 3, "file")
    assert files_in(case) == before
    assert exemplars.Exemplars(case).of(["V3", "V4"]) == {}


@pytest.mark.parametrize(
    "name",
    ["../secret.png", "/etc/secret.png", "a/../../secret.png", "..\\secret.png", "missing.png", "", "a"],
)
def test_no_name_leads_out_of_the_source(name, given, case, tmp_path):
    (tmp_path / "secret.png").write_bytes(image(7))
    with pytest.raises(BadInput, match="row 2, column file"):
        take(given(rows=[("V1", name, "", "")]), case)
    assert files_in(case) == []


def test_a_link_out_of_the_folder_is_not_followed(case, tmp_path):
    (tmp_path / "secret.png").write_bytes(image(7))
    folder = in_folder(tmp_path / "given", {"manifest.csv": text([("V1", "link.png", "", "")]).encode()})
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(BadInput, match="leads out of the folder"):
        take(folder, case)


def test_names_in_an_archive_write_nowhere(case, tmp_path):
    contents = {
        "manifest.csv": text([("V1", "one.png", "", "")]).encode(),
        "one.png": image(1),
        "../../escaped.png": image(2),
        "/absolute.png": image(3),
    }
    take(in_zip(tmp_path / "given.zip", contents), case)
    assert not list(tmp_path.rglob("escaped.png"))
    assert exemplars.Exemplars(case).of(["V1"])["V1"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("", "three.png", "", "")], "column voter_id"),
        ([("V1", "three.png", "5.3.2015", "")], "column date: This is not a date"),
        ([("V1", "three.png", "", "x" * 201)], "column source"),
        ([("V1", "three.png", "", ""), ("V1", "three.png", "", "")], "row 3.*twice"),
        ([], "no rows"),
    ],
)
def test_a_bad_row_is_told(rows, told, given, case):
    with pytest.raises(BadInput, match=told):
        take(given(rows=rows), case)
    assert files_in(case) == []


def test_a_digest_in_the_manifest_is_held_against_the_file(given, case):
    header = ("voter_id", "file", "sha256")
    good, bad = hashlib.sha256(FILES["three.png"]).hexdigest(), "0" * 64
    assert take(given(rows=[("V1", "three.png", good)], header=header), case).new == 1
    with pytest.raises(BadInput, match="not the one of this SHA-256"):
        take(given(rows=[("V1", "three.png", bad)], header=header), case)


@pytest.mark.parametrize("what", ["nothing", "a text", "an empty folder", "an archive without a manifest"])
def test_what_is_no_source_is_told(what, case, tmp_path):
    path = tmp_path / "given"
    if what == "a text":
        path.write_text("no archive")
    elif what == "an empty folder":
        path.mkdir()
    elif what.startswith("an archive"):
        in_zip(path, {"one.png": image()})
    with pytest.raises((BadInput, NotFound)):
        take(path, case)
    assert files_in(case) == []


def test_images_of_lines_take_the_place_of_older_ones(given, case):
    header = ("line", "file", "part")
    rows = [("00001-01", "three.png", ""), ("00001-01", "four.png", "line"), ("00002-01", "four.png", "")]
    source = given(rows=rows, header=header)
    assert exemplars.import_crops(source, case, AT, lambda _: set()).keys == 2
    there = exemplars.Exemplars(case)
    assert there.crops(["00001-01", "00002-01", "x"]) == {
        "00001-01": {"signature", "line"},
        "00002-01": {"signature"},
    }
    before = there.crop_image("00001-01", "signature")
    exemplars.import_crops(
        given(rows=[("00001-01", "four.png", "")], header=header), case, AT, lambda _: set()
    )
    assert there.crop_image("00001-01", "signature") != before


def test_a_line_the_petition_has_not_is_an_error(given, case):
    source = given(rows=[("00001-01", "three.png"), ("x", "four.png")], header=("line", "file"))
    with pytest.raises(BadInput, match="row 3, column line"):
        exemplars.import_crops(source, case, AT, lambda lines: set(lines) - {"00001-01"})


@pytest.mark.parametrize(
    ("mode", "how"),
    [
        ("1", {}),
        ("RGBA", {}),
        ("LA", {}),
        ("I;16", {}),
        ("P", {}),
        ("RGB", {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0"}),
    ],
)
def test_every_mode_a_scanner_writes_is_shown(mode, how, case, tmp_path):
    out = io.BytesIO()
    Image.new(mode, (3_000, 900)).save(out, "PNG", **how)
    rows = [("V1", "x.png", "", "")]
    folder = in_folder(tmp_path / "given", {"x.png": out.getvalue(), "manifest.csv": text(rows).encode()})
    take(folder, case)
    shown = Image.open(io.BytesIO(exemplars.Exemplars(case).image("V1", 1)))
    assert shown.width <= 1200
    assert shown.mode in {"L", "RGB", "P", "1"}
    assert "exif" not in shown.info


def test_nothing_is_there_before_anything_is_taken_in(case):
    there = exemplars.Exemplars(case)
    assert not there.any
    assert there.of(["V1"]) == {}
    assert there.crops(["00001-01"]) == {}
    assert there.image("V1", 1) is None
    assert there.crop_image("00001-01", "signature") is None

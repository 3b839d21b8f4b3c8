from concurrent.futures import ThreadPoolExecutor

import pytest
from desk_people import browser
from django.db import connection

from fullcount.case import actions, fsck
from fullcount.case.models import Entry, LineRow, SectionRow
from fullcount.terms import BadInput, LineState, NotFound, Refused
from fullcount.web.models import Person
from fullcount.web.office.intake import batches, declared
from fullcount.web.office.intake.batches import Counted, Printed
from fullcount.web.office.intake.tables import Batch, SectionDraft, SectionNote
from fullcount.web.roles import Role


def clerk(name="clerk-01"):
    found = Person.objects.filter(name=name).first()
    return found or Person.objects.add(name, "a good long sentence", (Role.INTAKE,))


def begin(sections=2, signed=15, who=None):
    return batches.open_batch(who or clerk(), Printed(sections, signed, 5, 10))


def enter(batch, number, count="8", who=None, draft=None, **more):
    return batches.enter(who or clerk(), batch.pk, Counted(number, 10, count, **more), draft)


def test_a_batch_is_received_in_one_act(counting):
    batch = begin()
    enter(batch, 7, "8-2", circulator="A. Walker")
    enter(batch, 8, "5+3")
    before = Entry.objects.count()
    received = batches.receive(counting, clerk(), batch.pk)
    assert (received.entry, Entry.objects.count()) == (before, before + 1)
    states = LineRow.objects.filter(section_id=7).order_by("place").values_list("line", "state")
    assert states[1] == ("00007-02", LineState.STRUCK.value)
    assert [state for _, state in states].count(LineState.SIGNED.value) == 7
    assert SectionRow.objects.get(number=7).circulator == "A. Walker"
    assert fsck(counting).problems == ()


def test_a_double_click_receives_once(opened):
    batch = begin(1, 8)
    enter(batch, 7)
    entries = {batches.receive(opened, clerk(), batch.pk).entry for _ in range(2)}
    assert len(entries) == 1
    assert SectionRow.objects.count() == 1


def test_many_clicks_at_once_receive_once(counting):
    batch = begin(1, 8)
    enter(batch, 7)

    def receive(_):
        try:
            return batches.receive(counting, clerk(), batch.pk).entry
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(receive, range(4)))) == 1
    assert Entry.objects.filter(kind="sections-received").count() == 1


def test_a_batch_that_differs_from_its_paper_is_not_received(opened):
    batch = begin(2, 16)
    enter(batch, 7)
    found = batches.totals(batch)
    assert (found.sections_off, found.signed_off, found.agree) == (-1, -8, False)
    with pytest.raises(Refused, match="does not agree"):
        batches.receive(opened, clerk(), batch.pk)
    assert SectionRow.objects.count() == 0
    enter(batch, 8)
    assert batches.receive(opened, clerk(), batch.pk).entry is not None


def test_the_paper_count_is_put_right_with_a_reason_that_stays(opened):
    batch = begin(2, 16)
    enter(batch, 7)
    with pytest.raises(BadInput, match="why"):
        batches.recount(clerk(), batch.pk, 1, 8, " ")
    batches.recount(clerk(), batch.pk, 1, 8, "One section was another batch's.")
    batch.refresh_from_db()
    assert (batch.told_sections, batch.told_signed) == (1, 8)
    assert batch.recounts[0]["sections"] == 2
    assert batch.recounts[0]["by"] == "clerk-01"


def test_a_section_is_corrected_and_taken_out_before_it_is_received(opened):
    batch = begin(1, 9)
    draft = enter(batch, 7)
    assert enter(batch, 7, "9", draft=draft.pk).pk == draft.pk
    assert batches.totals(batch).signed == 9
    other = enter(batch, 8)
    batches.remove(clerk(), batch.pk, other.pk)
    batches.receive(opened, clerk(), batch.pk)
    with pytest.raises(Refused, match="received already"):
        enter(batch, 7, "3", draft=draft.pk)
    with pytest.raises(Refused, match="received already"):
        batches.remove(clerk(), batch.pk, draft.pk)


def test_the_same_entered_twice_is_entered_once(opened):
    batch = begin()
    assert enter(batch, 7).pk == enter(batch, 7).pk
    with pytest.raises(BadInput, match="counted already"):
        enter(batch, 7, "3")


def test_two_clerks_do_not_mix(counting):
    mine, other = begin(1, 8), begin(1, 8, clerk("clerk-02"))
    enter(mine, 7)
    with pytest.raises(BadInput, match=r"Section 7 is counted already.*clerk-01"):
        enter(other, 7, who=clerk("clerk-02"))
    with pytest.raises(Refused, match="clerk-02's"):
        enter(other, 8)
    with pytest.raises(NotFound):
        batches.remove(clerk("clerk-02"), other.pk, SectionDraft.objects.get().pk)
    with pytest.raises(Refused, match="clerk-01's"):
        batches.receive(counting, clerk("clerk-02"), mine.pk)
    batches.take_over(clerk("clerk-02"), mine.pk)
    assert batches.receive(counting, clerk("clerk-02"), mine.pk).entry is not None
    with pytest.raises(BadInput, match="received before"):
        enter(other, 7, who=clerk("clerk-02"))


def test_two_clerks_who_enter_one_section_at_once_get_it_once(counting):
    people = [clerk("clerk-01"), clerk("clerk-02")]
    both = [(who, begin(1, 8, who)) for who in people]

    def enter_it(pair):
        try:
            return enter(pair[1], 7, who=pair[0]).pk
        except BadInput:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert [found is None for found in pool.map(enter_it, both)].count(False) == 1
    assert SectionDraft.objects.count() == 1


def test_what_the_case_refuses_leaves_the_batch_as_it_was(counting):
    from small_petition import Clock

    from fullcount.terms import Line, Section

    batch = begin(1, 8)
    enter(batch, 7)
    actions.receive_sections(counting, Clock()(), [Section(7, 1)], [Line("00007-01", 7, 1)])
    with pytest.raises(BadInput, match="received before"):
        batches.receive(counting, clerk(), batch.pk)
    batch.refresh_from_db()
    assert batch.entry is None
    assert SectionDraft.objects.filter(open=True).count() == 1


def test_a_reason_against_a_section_is_noted_and_rejects_nothing(counting):
    batch = begin(1, 8)
    with pytest.raises(BadInput, match="no such reason"):
        enter(batch, 7, reason="duplicate")
    enter(batch, 7, reason="tampered_section")
    assert declared.noted() == []
    batches.receive(counting, clerk(), batch.pk)
    (note,) = declared.noted()
    assert (note.section, note.signed, note.by) == (7, 8, "clerk-01")
    assert declared.of_sections([6, 7]) == {7: ["tampered_section"]}
    declared.note(clerk(), 7, "tampered_section")
    assert SectionNote.objects.count() == 1
    declared.take_back(clerk("clerk-02"), note.id)
    assert declared.noted() == []
    assert SectionNote.objects.get().back_by.name == "clerk-02"
    with pytest.raises(NotFound):
        declared.note(clerk(), 9, "tampered_section")


def test_sections_are_counted_only_while_the_manifest_is_open(desk):
    with pytest.raises(Refused, match="too late"):
        begin()
    assert b"too late" in browser("clerk-01").get("/intake").content


def form(**more):
    usual = {"number": "7", "lines": "10", "count": "8", "circulator": "A. Walker", "from": "2022-05-01"}
    return {**usual, **more}


def test_the_page_works_without_script(opened):
    client = browser("clerk-01")
    given = {"sections": "1", "signed": "9", "page_lines": "5", "section_lines": "10"}
    page = client.post("/intake/batches/open", given).headers["Location"]
    assert client.post(f"{page}/section", form()).headers["Location"] == page
    shown = client.get(page).content.decode()
    assert 'value="8"' in shown  # the next section's number
    assert "1 short" in shown
    draft = SectionDraft.objects.get().pk
    assert 'value="7"' in client.get(f"{page}?draft={draft}").content.decode()
    client.post(f"{page}/section", form(count="9", draft=str(draft)))
    assert b"Receive the batch" in client.get(page).content
    client.post(f"{page}/receive")
    assert b"ledger entry" in client.get(page).content


def test_what_was_typed_stays_where_it_is_wrong(opened):
    client = browser("clerk-01")
    batch = begin()
    answer = client.post(f"/intake/batches/{batch.pk}/section", form(count="12"))
    assert answer.status_code == 400
    assert 'value="12"' in answer.content.decode()
    assert "lines 1 to 10" in answer.content.decode()


def test_a_script_gets_the_row_and_the_totals(opened):
    client, script = browser("clerk-01"), {"X-Desk": "1"}
    batch = begin()
    url = f"/intake/batches/{batch.pk}/section"
    answer = client.post(url, form(circulator="<b>A</b>"), headers=script).content.decode()
    assert 'id="part-totals"' in answer
    assert "&lt;b&gt;A&lt;/b&gt;" in answer
    wrong = client.post(url, form(number="x"), headers=script)
    assert (wrong.status_code, "Section" in wrong.json()["what"]) == (400, True)
    assert Batch.objects.get().sections.count() == 1

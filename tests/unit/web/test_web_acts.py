import threading

import pytest
from desk_acts import acting, decide, ended, find_sample, form, person, press
from desk_people import PASSWORD, browser
from intake_files import wait
from small_petition import findings

from fullcount import verifier
from fullcount.case import actions, fsck, kinds, read
from fullcount.case.book import last_acts
from fullcount.case.models import Entry
from fullcount.terms import Outcome, Refused, Stage
from fullcount.web import errands
from fullcount.web.desk import queue
from fullcount.web.models import Errand, Proposal
from fullcount.web.office import doubts, estimate, nextstep, steps

DO, PROPOSE, CONFIRM = "/office/next/do", "/office/next/propose", "/office/next/confirm"


def do(button):
    return ended(press("supervisor-1", button, DO))


def together(button):
    """One supervisor proposes, the other confirms."""
    assert press("supervisor-1", f"Propose: {button}", PROPOSE).status_code == 302
    return ended(press("supervisor-2", "Confirm", CONFIRM, password=PASSWORD))


def projected(case):
    find_sample(case)
    actions.settle_duplicates(case, acting(), Stage.SAMPLE)
    actions.project(case, acting())


def count_in_full(case):
    left = [one.line for one in read.to_examine(Stage.FULL)]
    actions.record_findings(case, acting(), Stage.FULL, findings(left))


def actor_of(act):
    return Entry.objects.get(index=last_acts()[act]).text


def test_from_the_sample_to_a_certificate_that_holds(either):
    find_sample(either)
    assert "Done." in do("Settle the duplicates of the sample")
    assert "Projected:" in do("Project the sample")
    assert "Determined: full count." in together("determine the sample")
    assert '"actor":"supervisor-2"' in actor_of(kinds.DETERMINED_SAMPLE)
    assert "20 lines are to be examined" in do("Order the full count")
    count_in_full(either)
    assert "520 lines counted" in do("Settle the duplicates of the full count")
    assert "Determined:" in together("determine the full count")
    assert "Certificate 1 is issued" in together("certify the result")
    assert "is published" in do("Publish")
    assert verifier.verify(either.bundle_dir).holds
    assert fsck(either).problems == ()
    client = browser("supervisor-1")
    assert (
        client.get("/office/certificate.pdf").content == (either.bundle_dir / "certificate.pdf").read_bytes()
    )
    assert "Nothing: the result is certified" in client.get("/office/next").content.decode()


def test_an_amendment_after_a_line_was_read_again(desk):
    projected(desk)
    actions.determine(desk, acting(), Stage.SAMPLE)
    actions.order_full_count(desk, acting())
    count_in_full(desk)
    actions.settle_duplicates(desk, acting(), Stage.FULL)
    actions.determine(desk, acting(), Stage.FULL)
    actions.certify(desk, acting())
    place = read.lines_of(Stage.FULL).first().place
    doubts.give_back(place, anybody=False)
    decide(desk, "examiner-01", 1, Outcome.INVALID, "illegible", place=place)
    do("Settle the duplicates of the full count")
    together("determine the full count")
    draft = browser("supervisor-1").get("/office/certificate").content.decode()
    assert "Amended certificate of result" in draft
    assert "Certificate 2 amends certificate 1" in together("amend the certificate")
    assert fsck(desk).problems == ()


def test_too_early_is_said_kindly(desk):
    decide(desk, "examiner-01")
    client = browser("supervisor-1")
    page = client.get("/office/next").content.decode()
    assert "499 lines are left" in page
    given = {"kind": "duplicates-settled", "topic": "sample", "seen": str(errands.last_entry())}
    told = client.post(DO, given)
    assert told.status_code == 409
    assert "499 lines are still to be read" in told.content.decode()
    told = client.post(DO, {**given, "kind": "sample-projected", "topic": ""})
    assert "It is too early to project the sample." in told.content.decode()
    assert not Errand.objects.exists()


def test_lines_that_nobody_had_a_task_for_are_queued_when_settling_is_tried(desk):
    lines = read.drawn_lines()
    actions.record_findings(desk, acting(), Stage.SAMPLE, findings(lines[:-2]))
    given = {"kind": "duplicates-settled", "topic": "sample", "seen": str(errands.last_entry())}
    assert "2 lines have no finding yet" in ended(browser("supervisor-1").post(DO, given))
    assert queue.left(Stage.SAMPLE) == 2


def test_a_double_click_is_one_act(either):
    find_sample(either)
    client = browser("supervisor-1")
    given = form(client.get("/office/next"), "Settle the duplicates of the sample")
    one, other = client.post(DO, given), client.post(DO, given)
    assert one.headers["Location"] == other.headers["Location"]
    ended(one)
    assert Entry.objects.filter(kind=kinds.SETTLED).count() == 1
    assert client.post(DO, given).headers["Location"] == one.headers["Location"]
    assert Entry.objects.filter(kind=kinds.SETTLED).count() == 1


def test_an_act_of_two_is_not_done_by_one(desk):
    projected(desk)
    given = {"kind": "determined", "topic": "sample", "seen": str(errands.last_entry())}
    told = browser("supervisor-1").post(DO, given)
    assert told.status_code == 409
    assert "needs two supervisors" in told.content.decode()


def test_nobody_confirms_the_own_proposal_nor_without_the_own_password(desk):
    projected(desk)
    press("supervisor-1", "Propose", PROPOSE)
    number = Proposal.objects.get().pk
    own = browser("supervisor-1").post(CONFIRM, {"proposal": number, "password": PASSWORD})
    assert own.status_code == 409
    wrong = browser("supervisor-2").post(CONFIRM, {"proposal": number, "password": "something else"})
    assert wrong.status_code == 400
    assert kinds.DETERMINED_SAMPLE not in last_acts()
    assert not Errand.objects.exists()


def test_wrong_passwords_lock_the_account(desk):
    projected(desk)
    press("supervisor-1", "Propose", PROPOSE)
    client, number = browser("supervisor-2"), Proposal.objects.get().pk
    for _ in range(5):
        client.post(CONFIRM, {"proposal": number, "password": "something else"})
    client.post(CONFIRM, {"proposal": number, "password": PASSWORD})
    assert kinds.DETERMINED_SAMPLE not in last_acts()


def test_a_proposal_lapses_when_the_ledger_goes_on(either):
    projected(either)
    press("supervisor-1", "Propose", PROPOSE)
    number = Proposal.objects.get().pk
    actions.register_withdrawals(either, acting(), [actions.Withdrawal("1", line=read.drawn_lines()[0])])
    told = browser("supervisor-2").post(CONFIRM, {"proposal": number, "password": PASSWORD})
    assert told.status_code == 409
    assert "has lapsed" in told.content.decode()
    assert kinds.DETERMINED_SAMPLE not in last_acts()


def test_a_proposal_is_made_on_what_the_page_showed(desk):
    projected(desk)
    client = browser("supervisor-1")
    given = form(client.get("/office/next"), "Propose")
    actions.register_withdrawals(desk, acting(), [actions.Withdrawal("1", voter_id="V9")])
    assert client.post(PROPOSE, given).status_code == 409
    assert not Proposal.objects.exists()


def test_a_proposal_is_taken_back_or_confirmed_once(desk):
    projected(desk)
    press("supervisor-1", "Propose", PROPOSE)
    press("supervisor-1", "Take the proposal back", "/office/next/take-back")
    number = Proposal.objects.get().pk
    gone = browser("supervisor-2").post(CONFIRM, {"proposal": number, "password": PASSWORD})
    assert gone.status_code == 404
    press("supervisor-1", "Propose", PROPOSE)
    client = browser("supervisor-2")
    given = {**form(client.get("/office/next"), "Confirm"), "password": PASSWORD}
    first, second = client.post(CONFIRM, given), client.post(CONFIRM, given)
    assert first.headers["Location"] == second.headers["Location"]
    ended(first)
    assert Entry.objects.filter(kind=kinds.DETERMINED).count() == 1


def test_acts_are_not_made_up(desk):
    client = browser("supervisor-1")
    assert client.post(DO, {"kind": "petition-opened", "topic": "", "seen": "1"}).status_code == 409
    assert client.post(DO, {"kind": "sample-projected", "topic": "", "seen": "x"}).status_code == 400
    assert client.get("/office/acts/77").status_code == 404


def test_the_worksheet_is_the_statute_s_with_an_advisory_picture(desk):
    assert (
        "There is nothing to project yet" in browser("supervisor-1").get("/office/worksheet").content.decode()
    )
    find_sample(desk)
    actions.settle_duplicates(desk, acting(), Stage.SAMPLE)
    ahead = estimate.worksheet()
    assert ahead.entered is None
    made = actions.project(desk, acting())
    kept = estimate.worksheet()
    assert kept.entered == last_acts()[(kinds.PROJECTED, "")]
    assert kept.report == ahead.report
    assert kept.report["projected"] == made.projected
    assert kept.interval.low <= made.projected <= kept.interval.high
    page = browser("supervisor-1").get("/office/worksheet").content.decode()
    assert "Advisory" in page
    assert "style=" not in page
    assert browser("supervisor-1").get("/office/worksheet.pdf").content.startswith(b"%PDF")


def test_a_draft_is_no_certificate(desk):
    client = browser("supervisor-1")
    assert client.get("/office/certificate/draft.pdf").status_code == 409
    assert client.get("/office/certificate.pdf").status_code in (404, 409)
    projected(desk)
    actions.determine(desk, acting(), Stage.SAMPLE)
    actions.order_full_count(desk, acting())
    count_in_full(desk)
    actions.settle_duplicates(desk, acting(), Stage.FULL)
    actions.determine(desk, acting(), Stage.FULL)
    before = Entry.objects.count()
    page = client.get("/office/certificate").content.decode()
    assert "Nothing is certified by it" in page
    assert client.get("/office/certificate/draft.pdf").content.startswith(b"%PDF")
    assert client.get("/office/certificate.pdf").status_code == 404
    assert Entry.objects.count() == before


def test_an_act_whose_process_is_gone_is_closed_and_another_may_begin(desk):
    find_sample(desk)
    lost = Errand.objects.create(
        lane=errands.ACTS,
        kind="duplicates-settled",
        topic="sample",
        person=person("supervisor-1"),
        begun=acting().at,
        ledger=errands.last_entry(),
    )
    page = browser("supervisor-1").get(f"/office/acts/{lost.pk}").content.decode()
    assert "It was not done." in page
    assert "interrupted" in page
    assert "Done." in do("Settle the duplicates of the sample")


def test_one_act_runs_at_a_time_and_tells_how_far_it_is(desk):
    go_on, told = threading.Event(), threading.Event()

    def work(listen):
        listen("reading findings", 3, 10)
        told.set()
        assert go_on.wait(30)
        return "All done."

    who = person("supervisor-1")
    job = errands.begin(desk, who, steps.PUBLISH, lambda _: work, errands.last_entry())
    assert told.wait(30)
    assert errands.look(desk, job) == errands.Stand("running", "reading findings", 3, 10, job)
    page = browser("supervisor-1").get(f"/office/acts/{job.pk}").content.decode()
    assert "Reading findings: 3 of 10" in page
    with pytest.raises(Refused, match="Another such work"):
        errands.begin(desk, who, kinds.SETTLED_SAMPLE, lambda _: work, errands.last_entry())
    go_on.set()
    wait()
    assert errands.stand(desk).told["what"] == "All done."


def test_a_fault_in_an_act_is_told_without_its_words(desk):
    def work(_):
        raise ValueError("ANN ASON, 17 OAK ST")

    job = errands.begin(desk, person("supervisor-1"), steps.PUBLISH, lambda _: work, errands.last_entry())
    wait()
    page = browser("supervisor-1").get(f"/office/acts/{job.pk}").content.decode()
    assert "fault of the program" in page
    assert "OAK" not in page


def test_the_page_says_why_each_act_waits(desk):
    shown = nextstep.next_step(desk)
    assert all(one.waits for one in shown.steps)
    assert shown.due is None
    assert not shown.publishing.waits


def test_nothing_is_projected_while_a_line_is_read_again(desk):
    find_sample(desk)
    actions.settle_duplicates(desk, acting(), Stage.SAMPLE)
    doubts.give_back(read.lines_of(Stage.SAMPLE).first().place, anybody=False)
    given = {"kind": "sample-projected", "topic": "", "seen": str(errands.last_entry())}
    told = browser("supervisor-1").post(DO, given)
    assert told.status_code == 409
    assert "1 line is still to be read" in told.content.decode()

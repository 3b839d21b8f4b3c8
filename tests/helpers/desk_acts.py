"""What tests of the supervisor do at the desk: deciding lines, and sending the forms of a page."""

import re

from desk_people import browser
from intake_files import wait
from small_petition import findings

from fullcount.case import Acting, actions, publish, read
from fullcount.terms import Outcome, Stage
from fullcount.web.clock import now
from fullcount.web.desk import deciding, entering, queue
from fullcount.web.desk.deciding import Verdict
from fullcount.web.desk.rules import rules
from fullcount.web.models import Person


def person(name):
    return Person.objects.get(name=name)


def decide(case, name, count=1, outcome=Outcome.VALID, reason="", *, voter="V1", place=None):
    """Somebody decides the next lines in hand, or one line; gives their places."""
    tasks = queue.lease(person(name), 30 if place else count)
    chosen = [task for task in tasks if place in (None, task.place)][:count]
    assert len(chosen) == count
    features = (rules().features[0],) if reason == rules().signature else ()
    for number, task in enumerate(chosen):
        who = voter if place else f"{voter}-{task.place}-{number}"
        deciding.decide(person(name), task.pk, Verdict(outcome, reason, who, features, ("typed",)))
    queue.give_back(person(name))
    entering.enter(case)
    return [task.place for task in chosen]


def mismatch(case, name, place):
    """Somebody finds that the signature of a line does not match."""
    return decide(case, name, 1, Outcome.INVALID, rules().signature, place=place)


def find_sample(case):
    """Every line of the sample is found, as from a file."""
    actions.record_findings(case, acting(), Stage.SAMPLE, findings(read.drawn_lines()))


def acting(name="clerk-1"):
    return Acting(name, now())


def form(page, button):
    """The fields of the form on a page that has this button."""
    for text in re.findall(r"<form.*?</form>", page.content.decode(), re.DOTALL):
        if button in text:
            return dict(re.findall(r'name="(\w+)" value="([^"]*)"', text))
    raise AssertionError(page.content.decode())


def press(name, button, to, **more):
    """Somebody presses a button of the page Next step; gives the answer."""
    client = browser(name)
    return client.post(to, {**form(client.get("/office/next"), button), **more})


def ended(response):
    """The page of an act that was begun, once it has ended."""
    assert response.status_code == 302, response.content.decode()
    number = int(response.headers["Location"].rsplit("/", 1)[1])
    wait()
    return browser("supervisor-1").get(f"/office/acts/{number}").content.decode()


def certified(case):
    """The whole way from the sample's findings to the certificate, and the bundle published."""
    find_sample(case)
    actions.settle_duplicates(case, acting(), Stage.SAMPLE)
    actions.project(case, acting())
    actions.determine(case, acting(), Stage.SAMPLE)
    actions.order_full_count(case, acting())
    left = [one.line for one in read.to_examine(Stage.FULL)]
    actions.record_findings(case, acting(), Stage.FULL, findings(left))
    actions.settle_duplicates(case, acting(), Stage.FULL)
    actions.determine(case, acting(), Stage.FULL)
    actions.certify(case, acting())
    publish(case, now().date())

// The desk by keys. The next lines lie in the page already: a decision shows the next one at once, and is sent
// meanwhile. What people do is sent in the order in which they did it, so that "undo" takes back the last one.
// A decision that the server does not take brings its line back with what was chosen.

import { get, post, token } from "./session.js";

const lines = document.querySelector("#lines");
const told = document.querySelector("#told");
const said = document.querySelector("#said");
const empty = document.querySelector("#empty");
const count = document.querySelector("#count");
const flagging = document.querySelector("#flagging");
const TYPING = 120; // ms without a key before a search is sent
const TOGETHER = 250; // ms: a key that decides, so soon after another or after the line came, was typed unread
const HERE = "registered here";
const LOST = [404, 409]; // the line is not this person's to decide any more
const gone = new Set(); // decided here: an answer that was long on its way may still hold them
let decided = 0;
let asking = null; // the fetching of further lines that is on its way
let searching = 0;
let undoing = false;
let struck = 0; // when a key that decides was struck last
let sending = Promise.resolve(); // ends when all that was done so far is sent
let pending = 0;

const forms = () => [...lines.querySelectorAll("form.line")];
const current = () => lines.querySelector("form.line:not([hidden])");
const waiting = () => forms().filter((form) => form.hidden && !form.dataset.sent);
const chosen = (form) => form.querySelector("[name=voter]:checked");
const words = (form) => form.querySelector(".words");

function tell(facts) {
  told.textContent = [facts.what, facts.why, facts.do].filter(Boolean).join(" ");
  told.hidden = false;
}

function inOrder(work) {
  pending += 1;
  const done = sending.then(work);
  sending = done.catch(() => {}).finally(() => { pending -= 1; });
  return done;
}

function show(form) {
  for (const other of lines.querySelectorAll("form.line:not([hidden])")) other.hidden = other !== form;
  if (form) {
    form.hidden = false;
    form.dataset.shown = performance.now();
    scrollTo(0, 0);
  }
  empty.hidden = Boolean(form);
}

// Shows a line after another, and has those who hear the page begin at its head.
function moveTo(form, before = "") {
  show(form);
  const head = (form ?? empty).querySelector("h2");
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
  if (form) said.textContent = `${before}${heard(form)}`;
}

function heard(form) {
  const text = (place) => form.querySelector(place)?.textContent.trim().replace(/\s+/g, " ") ?? "";
  const first = chosen(form)?.closest(".candidate")?.querySelector(".name")?.textContent.trim().replace(/\s+/g, " ");
  return `Line ${form.dataset.line}: ${text(".this .name")}, ${text(".this .address")}. ${first ? `Chosen: ${first}.` : "No voter is chosen."}`;
}

function fetchMore() {
  asking ??= (async () => {
    const there = forms().map((form) => `there=${form.dataset.task}`);
    const response = await get(`${lines.dataset.more}?${there.join("&")}`);
    take(await response.text(), response.headers.get("X-Tasks"));
  })().catch(() => {}).finally(() => { asking = null; });
  return asking;
}

// Lines that come ready-made are put behind those on the page; those that are not held any more go.
function take(html, tasks) {
  const held = new Set(tasks.split(","));
  for (const form of waiting()) if (!held.has(form.dataset.task)) form.remove();
  const part = document.createElement("template");
  part.innerHTML = html;
  for (const form of part.content.querySelectorAll("form.line")) {
    if (document.getElementById(form.id) || gone.has(form.id)) continue;
    form.hidden = true;
    form.querySelector("[name=csrfmiddlewaretoken]").value = token();
    lines.append(form);
  }
  if (!current() && waiting().length) moveTo(waiting()[0]);
}

async function decide(form, outcome, reason) {
  if (!form || form.dataset.sent || undoing) return;
  if (outcome === "valid" && !chosen(form)) { tell({ what: "A valid line needs the voter it was found to be.", do: "Choose a voter first." }); return; }
  const data = new FormData(form);
  data.set("outcome", outcome);
  if (reason) data.set("reason", reason);
  form.dataset.sent = "1";
  form.hidden = true;
  told.hidden = true;
  moveTo(waiting()[0]);
  try {
    await inOrder(async () => {
      for (const one of forms()) data.append("there", one.dataset.task);
      const answer = await (await post(lines.dataset.decide, data)).json();
      form.remove();
      gone.add(form.id);
      take(answer.lines, answer.held);
    });
    decided += 1;
    count.textContent = `${decided} decided since you came to this page`;
  } catch (facts) {
    if (LOST.includes(facts.status)) drop(form, facts);
    else bring(form, facts);
  }
}

function bring(form, facts) {
  delete form.dataset.sent;
  lines.prepend(form);
  moveTo(form);
  tell(facts);
}

function drop(form, facts) {
  form.remove();
  tell(facts);
  fetchMore();
}

// "Not registered" stands after a search that a person saw: the first press makes the usual one and shows what it
// found, the next one finds. Where somebody searched already, the first one finds.
async function notRegistered(form, button) {
  if (form.querySelector("[name=searched]")) {
    for (const one of form.querySelectorAll("[name=voter]:checked")) one.checked = false;
    return decide(form, "invalid", button.value);
  }
  const q = form.querySelector(".q");
  q.value ||= q.dataset.usual;
  if (!q.value.trim()) { q.focus(); return tell({ what: "Not registered needs a search of the roll first.", do: "Type what can be read of the name or the address." }); }
  form.dataset.busy = "1";
  try { await search(form, q.value); } finally { delete form.dataset.busy; }
  if (form.querySelector("[name=searched]")) tell({ what: "The roll was searched for what the line says.", why: form.querySelector(".hits .advice")?.textContent, do: `Look at who was found; ${button.dataset.key ?? "the button"} once more finds it not registered.` });
}

// What is chosen and what is found do not go together: it is asked once more, and then done.
function doubted(form, button) {
  const code = button.name === "outcome" ? HERE : button.value;
  const expects = button.name === "outcome" ? HERE : button.dataset.expects;
  const reads = chosen(form)?.dataset.reads;
  if (!expects || !reads || reads === expects || form.dataset.asked === code) return false;
  form.dataset.asked = code;
  tell({ what: `The machine reads the chosen voter as ${reads}.`, do: `If that is wrong, ${button.dataset.key ?? "the button"} once more.` });
  return true;
}

async function search(form, text) {
  text = text.trim();
  const hits = form.querySelector(".hits");
  const number = ++searching;
  if (!text) { hits.replaceChildren(); return; }
  const data = new FormData();
  data.set("q", text);
  data.set("after", form.dataset.candidates);
  data.set("task", form.dataset.task);
  const response = await post(lines.dataset.search, data).catch((facts) => { tell(facts); });
  if (!response || number !== searching) return;
  const part = document.createElement("template");
  part.innerHTML = await response.text();
  withoutCandidates(form, part.content);
  hits.replaceChildren(part.content);
  note(form, text);
}

// Who is a candidate is shown there already.
function withoutCandidates(form, found) {
  let many = 0;
  for (const one of form.querySelectorAll("[name=voter]:not([data-hit])")) {
    const hit = [...found.querySelectorAll("[data-hit]")].find(({ value }) => value === one.value);
    one.toggleAttribute("data-found", Boolean(hit));
    if (!hit) continue;
    many += 1;
    found.querySelector(`.files[data-of="${hit.dataset.number}"]`)?.remove();
    hit.closest(".candidate").remove();
  }
  if (many) found.querySelector(".advice").append(` ${many === 1 ? "One is" : `${many} are`} among the candidates.`);
}

function note(form, text) {
  const last = form.querySelector("[name=searched]:last-of-type");
  if (last && text.startsWith(last.value)) { last.value = text; return; }
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = "searched";
  input.value = text;
  form.append(input);
}

function press(button) {
  const form = button.closest("form");
  if (form.dataset.busy || undoing) return;
  if (button.hasAttribute("data-flag")) return flag(form);
  if (button.hasAttribute("data-features")) return askFeatures(form);
  if (button.hasAttribute("data-searches")) return notRegistered(form, button);
  if (doubted(form, button)) return;
  if (button.name === "outcome") return decide(form, "valid", "");
  return decide(form, "invalid", button.value);
}

function askFeatures(form) {
  const features = form.querySelector(".features");
  if (!features.querySelector("input")) return decide(form, "invalid", form.querySelector("[data-features]").value);
  if (!chosen(form)) return tell({ what: "A signature is compared with a voter's.", do: "Choose a voter first." });
  features.hidden = false;
  features.querySelector("input").focus();
}

function flag(form) {
  flagging.dataset.task = form.dataset.task;
  flagging.querySelector("textarea").value = "";
  flagging.showModal();
}

flagging.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = flagging.querySelector("textarea").value.trim();
  if (!text) return;
  const data = new FormData();
  data.set("task", flagging.dataset.task);
  data.set("note", text);
  flagging.close();
  try {
    await inOrder(() => post(lines.dataset.flag, data));
    const mark = lines.querySelector(`form.line[data-task="${data.get("task")}"] .flag span`);
    if (mark) mark.textContent = "Flagged";
    said.textContent = "Flagged. The line is still yours to decide.";
  } catch (facts) { tell(facts); }
});
flagging.querySelector("[data-cancel]").addEventListener("click", () => flagging.close());

async function undo() {
  if (undoing) return;
  undoing = true;
  told.hidden = true;
  said.textContent = "Taking back.";
  try {
    const response = await inOrder(() => post(lines.dataset.undo, new FormData()));
    const { undone } = await response.json();
    await asking;
    await fetchMore();
    const back = lines.querySelector(`form.line[data-task="${undone}"]`);
    if (back) lines.prepend(back);
    moveTo(back ?? current(), "Taken back; decide again. ");
  } catch (facts) { tell(facts); } finally { undoing = false; }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("form.line")) {
    event.preventDefault();
    if (event.submitter) press(event.submitter);
  } else if (event.target.id === "undo") {
    event.preventDefault();
    undo();
  }
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-flag]");
  if (button) press(button);
});

let typed;
document.addEventListener("input", (event) => {
  if (!event.target.matches(".q")) return;
  clearTimeout(typed);
  const form = event.target.closest("form");
  typed = setTimeout(() => search(form, event.target.value), TYPING);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  const form = current();
  const key = event.key.toLowerCase();
  const typing = event.target.matches("input:not([type=radio], [type=checkbox]), textarea");
  if (form && !form.querySelector(".features").hidden) return keyInFeatures(event, form, form.querySelector(".features"));
  if (form && event.target.matches(".q")) return keyInSearch(event, form);
  if (typing) return;
  if (key === lines.dataset.keyUndo) { event.preventDefault(); undo(); return; }
  if (!form) return;
  if (key === lines.dataset.keySearch) { event.preventDefault(); form.querySelector(".q").focus(); return; }
  if (/^[1-9]$/.test(key)) { choose(event, form); return; }
  if (key === "escape") words(form).hidden = true;
  const button = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  event.preventDefault();
  if (button.hasAttribute("data-flag") || !typedUnread(form)) press(button);
});

// Letters meant for the search box, or a key struck twice, must not decide lines that nobody has read.
function typedUnread(form) {
  const now = performance.now();
  const unread = now - Math.max(struck, form.dataset.shown) < TOGETHER;
  struck = now;
  if (unread) tell({ what: "Keys came faster than a line is read; only the first was taken.", do: `${lines.dataset.keyUndo} takes it back; ${lines.dataset.keySearch} searches.` });
  return unread;
}

// The law's words for a reason, as long as the pointer or the keyboard is at it.
function hint(event) {
  const button = event.target.closest?.("button[name=reason]");
  if (!button) return;
  const place = words(button.form);
  place.replaceChildren(...document.getElementById(`words-${button.value}`).cloneNode(true).childNodes);
  place.hidden = false;
}
document.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse") hint(event); });
document.addEventListener("focusin", hint);
document.addEventListener("pointerout", (event) => {
  const acts = event.target.closest?.(".acts");
  if (acts && !acts.contains(event.relatedTarget)) words(acts.closest("form")).hidden = true;
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("button[name=reason]")) words(event.target.form).hidden = true;
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[name=voter]")) delete event.target.form.dataset.asked;
});

function choose(event, form) {
  const one = form.querySelector(`[data-number="${event.key}"]`);
  if (one) { event.preventDefault(); one.checked = true; one.focus({ preventScroll: false }); }
}

function keyInSearch(event, form) {
  if (event.key === "Escape") { event.preventDefault(); event.target.blur(); }
  if (event.key === "Enter") {
    event.preventDefault();
    const first = form.querySelector("[data-hit]") ?? form.querySelector("[data-found]");
    if (first) { first.checked = true; first.focus(); }
  }
}

function keyInFeatures(event, form, features) {
  if (event.key === "Escape") {
    event.preventDefault();
    features.hidden = true;
    form.querySelector("[data-features]").focus();
    return;
  }
  if (event.key === "Enter") {
    event.preventDefault();
    decide(form, "invalid", form.querySelector("[data-features]").value);
    return;
  }
  const boxes = features.querySelectorAll("input");
  if (/^[1-9]$/.test(event.key) && boxes[event.key - 1]) {
    event.preventDefault();
    boxes[event.key - 1].checked = !boxes[event.key - 1].checked;
  }
}

addEventListener("beforeunload", (event) => { if (pending) event.preventDefault(); });
addEventListener("pagehide", () => {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", token());
  data.set("tasks", forms().filter((form) => !form.dataset.sent).map((form) => form.dataset.task).join(","));
  navigator.sendBeacon(lines.dataset.leave, data);
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) fetchMore(); });
setTimeout(() => post(lines.dataset.here, new FormData()).catch(() => {}), 5_000); // after a reload: still here

show(current());

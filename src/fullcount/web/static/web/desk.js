// The desk by keys. The next lines lie in the page already: a decision shows the next one at once, and is sent
// meanwhile. If it cannot be sent, its line comes back with what was chosen.

const lines = document.querySelector("#lines");
const told = document.querySelector("#told");
const said = document.querySelector("#said");
const empty = document.querySelector("#empty");
const count = document.querySelector("#count");
const TYPING = 120; // ms without a key before a search is sent
const gone = new Set(); // decided here: an answer that was slow on its way may still hold them
let decided = 0;
let asking = null; // the fetching of further lines that is on its way
let searching = 0;

const current = () => lines.querySelector("form.line:not([hidden])");
const waiting = () => [...lines.querySelectorAll("form.line[hidden]:not([data-sent])")];

function tell(facts) {
  told.textContent = [facts.what, facts.why, facts.do].filter(Boolean).join(" ");
  told.hidden = false;
}

function show(form) {
  for (const other of lines.querySelectorAll("form.line:not([hidden])")) other.hidden = other !== form;
  if (form) {
    form.hidden = false;
    form.dataset.shown = performance.now();
    said.textContent = `Line ${form.dataset.line}`;
    scrollTo(0, 0);
  }
  empty.hidden = Boolean(form);
}

async function send(url, data) {
  const response = await fetch(url, {
    method: "POST",
    body: data,
    headers: { "X-Desk": "1" },
    credentials: "same-origin",
  });
  if (response.status === 401) location.assign(response.headers.get("HX-Redirect"));
  if (!response.ok) throw await response.json().catch(() => ({ what: "The office's server did not answer as it should.", do: "Try again." }));
  return response.json();
}

const onPage = () => [...lines.querySelectorAll("form.line")].map((form) => form.dataset.task);

function take(html) {
  const part = document.createElement("template");
  part.innerHTML = html;
  for (const form of part.content.querySelectorAll("form.line")) {
    if (document.getElementById(form.id) || gone.has(form.id)) continue;
    form.hidden = true;
    lines.append(form);
  }
  if (!current()) show(waiting()[0]);
}

function fetchMore() {
  asking ??= (async () => {
    const there = onPage().map((task) => `there=${task}`);
    const response = await fetch(`${lines.dataset.more}?${there.join("&")}`, { headers: { "X-Desk": "1" } });
    if (response.ok) take(await response.text());
    asking = null;
  })().catch(() => { asking = null; });
  return asking;
}

async function decide(form, outcome, reason) {
  if (!form || form.dataset.sent) return;
  const data = new FormData(form);
  data.set("outcome", outcome);
  if (reason) data.set("reason", reason);
  form.dataset.sent = "1";
  form.hidden = true;
  told.hidden = true;
  show(waiting()[0]);
  for (const task of onPage()) data.append("there", task);
  try {
    const answer = await send(lines.dataset.decide, data);
    form.remove();
    gone.add(form.id);
    decided += 1;
    count.textContent = `${decided} decided since you came to this page`;
    take(answer.lines);
  } catch (facts) {
    bring(form, facts);
  }
}

function bring(form, facts) {
  const shown = current();
  if (shown) shown.hidden = true;
  delete form.dataset.sent;
  lines.prepend(form);
  show(form);
  tell(facts instanceof TypeError ? { what: "The server cannot be reached.", do: "The decision is kept here; try again." } : facts);
}

async function notRegistered(form, reason) {
  // A search is made for the clerk before "not registered" may stand, and it is kept with the finding.
  const q = form.querySelector(".q");
  if (!form.querySelector("[name=searched]")) await search(form, q.dataset.usual || q.value);
  for (const chosen of form.querySelectorAll("[name=voter]:checked")) chosen.checked = false;
  decide(form, "invalid", reason);
}

async function search(form, text) {
  text = text.trim();
  const hits = form.querySelector(".hits");
  if (!text) { hits.replaceChildren(); return; }
  const mine = ++searching;
  const response = await fetch(`${lines.dataset.search}?q=${encodeURIComponent(text)}&after=${form.dataset.candidates}`, { headers: { "X-Desk": "1" } });
  if (!response.ok || mine !== searching) return;
  const part = document.createElement("template");
  part.innerHTML = await response.text();
  hits.replaceChildren(part.content);
  note(form, text);
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
  if (button.hasAttribute("data-flag")) return flag(form);
  if (button.hasAttribute("data-features")) return askFeatures(form);
  if (button.hasAttribute("data-searches")) return notRegistered(form, button.value);
  if (button.name === "outcome") return decide(form, "valid", "");
  return decide(form, "invalid", button.value);
}

function askFeatures(form) {
  const features = form.querySelector(".features");
  if (!features.querySelector("input")) return decide(form, "invalid", form.querySelector("[data-features]").value);
  features.hidden = false;
  features.querySelector("input").focus();
}

async function flag(form) {
  const text = prompt("What should a supervisor look at?");
  if (!text) return;
  const data = new FormData();
  data.set("task", form.dataset.task);
  data.set("note", text);
  data.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  try {
    await send(lines.dataset.flag, data);
    said.textContent = "Flagged.";
  } catch (facts) { tell(facts); }
}

async function undo() {
  const form = document.querySelector("#undo");
  try {
    await send(lines.dataset.undo, new FormData(form));
    const shown = current();
    if (shown) shown.hidden = true;
    const before = new Set([...lines.querySelectorAll("form.line")].map((one) => one.id));
    await fetchMore();
    const back = [...lines.querySelectorAll("form.line")].find((one) => !before.has(one.id));
    if (back) lines.prepend(back);
    show(back ?? shown);
    said.textContent = "Taken back; decide again.";
  } catch (facts) { tell(facts); }
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
  const button = event.target.closest("[data-flag]");
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
  const form = current();
  if (!form || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const features = form.querySelector(".features");
  if (!features.hidden) return keyInFeatures(event, form, features);
  if (event.target.matches(".q")) return keyInSearch(event, form);
  if (event.target.matches("input:not([type=radio], [type=checkbox]), textarea")) return;
  if (event.key === "/") { event.preventDefault(); form.querySelector(".q").focus(); return; }
  if (event.key === "u") { event.preventDefault(); undo(); return; }
  if (/^[1-9]$/.test(event.key)) { choose(event, form); return; }
  const button = form.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (button) { event.preventDefault(); press(button); }
});

function choose(event, form) {
  const chosen = form.querySelector(`[data-number="${event.key}"]`);
  if (chosen) { event.preventDefault(); chosen.checked = true; chosen.focus({ preventScroll: false }); }
}

function keyInSearch(event, form) {
  if (event.key === "Escape") { event.preventDefault(); event.target.blur(); }
  if (event.key === "Enter") {
    event.preventDefault();
    const first = form.querySelector("[data-hit]");
    if (first) { first.checked = true; first.focus(); }
  }
}

function keyInFeatures(event, form, features) {
  if (event.key === "Escape") { event.preventDefault(); features.hidden = true; return; }
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

show(current());

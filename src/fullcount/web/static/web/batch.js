// Counting at the speed of the keys: Enter enters the section and the next one is ready at once; what is sent
// meanwhile comes back as a row. A section that cannot be entered stays in its row, to be corrected.

import "./intake.js";

const form = document.querySelector("#count-form");
const rows = document.querySelector("#sections");
const totals = document.querySelector("#totals");
const told = document.querySelector("#told");
const said = document.querySelector("#said");
const doing = document.querySelector("#doing");
const preview = document.querySelector("#preview");
const leave = document.querySelector("#leave");
const field = (name) => form.elements[name];
const NAMES = ["draft", "number", "circulator", "from", "to", "lines", "count", "reason"];
const pageLines = Number(form.dataset.page);
let next = null; // what the form held for the next section, while another is put right
let sending = Promise.resolve(); // one at a time, so that totals come in order

// As fullcount.web.office.intake.counting reads it; the server decides.
function statesOf(text, lines) {
  const pages = text.trim().split(/[+\s]+/).filter(Boolean);
  if (!pages.length || !(lines > 0)) return null;
  const sizes = [];
  if (pages.length === 1) sizes.push(lines);
  else for (let first = 0; first < lines; first += pageLines) sizes.push(Math.min(pageLines, lines - first));
  if (pages.length > sizes.length) return null;
  const read = pages.map((page, at) => stateOfPage(page, sizes[at]));
  return read.includes(null) ? null : read.join("").padEnd(lines, "B");
}

function stateOfPage(text, size) {
  const found = /^(\d{1,4})((?:[-/]\d{1,4})*)$/.exec(text);
  if (!found || Number(found[1]) > size) return null;
  const states = [..."S".repeat(Number(found[1])).padEnd(size, "B")];
  for (const [, sign, number] of found[2].matchAll(/([-/])(\d+)/g)) {
    if (Number(number) < 1 || Number(number) > size) return null;
    states[number - 1] = sign === "-" ? "X" : "B";
  }
  return states.join("");
}

function written(states) {
  const through = writtenPage(states);
  const pages = [];
  for (let first = 0; first < states.length; first += pageLines) pages.push(states.slice(first, first + pageLines));
  while (pages.length > 1 && /^B+$/.test(pages.at(-1))) pages.pop();
  const byPage = pages.map(writtenPage).join("+");
  return pages.length > 1 && byPage.length < through.length ? byPage : through;
}

function writtenPage(states) {
  const last = states.lastIndexOf("S") + 1;
  const odd = [...states].map((state, at) => (state === "X" ? `-${at + 1}` : state === "B" && at < last ? `/${at + 1}` : ""));
  return `${last}${odd.join("")}`;
}

const WORDS = { S: "signed", X: "struck", B: "blank" };

function look() {
  const states = statesOf(field("count").value, Number(field("lines").value));
  field("count").setAttribute("aria-invalid", String(Boolean(field("count").value) && !states));
  preview.hidden = !states;
  if (!states) return preview.replaceChildren();
  const pages = [];
  [...states].forEach((state, at) => {
    if (at % pageLines === 0) {
      const page = document.createElement("div");
      page.className = "page";
      page.dataset.page = `page ${at / pageLines + 1}`;
      pages.push(page);
    }
    const line = document.createElement("button");
    line.type = "button";
    line.tabIndex = -1; // by keys the count itself is written; this is for the pointer
    line.className = state;
    line.textContent = at + 1;
    line.setAttribute("aria-label", `Line ${at + 1}, ${WORDS[state]}`);
    line.addEventListener("click", () => turn(states, at));
    pages.at(-1).append(line);
  });
  const sum = document.createElement("p");
  const counted = (letter) => `${[...states].filter((state) => state === letter).length} ${WORDS[letter]}`;
  sum.textContent = ["S", "X", "B"].map(counted).join(", ");
  preview.replaceChildren(sum, ...pages);
}

function turn(states, at) {
  const turned = { S: "X", X: "B", B: "S" }[states[at]];
  field("count").value = written(states.slice(0, at) + turned + states.slice(at + 1));
  look();
  field("count").focus();
}

function tell(facts) {
  told.textContent = [facts.what, facts.why, facts.do].filter(Boolean).join(" ");
  told.hidden = false;
}

const held = () => Object.fromEntries(NAMES.map((name) => [name, field(name).value]));
function hold(values) {
  for (const name of NAMES) field(name).value = values[name] ?? "";
  look();
}

function enter() {
  const values = held();
  told.hidden = true;
  const row = waitingRow(values);
  const data = new FormData(form);
  ready(values);
  sending = sending.then(() => send(data, values, row));
}

// The next section, at once.
function ready(values) {
  if (next || values.draft) { hold(next ?? { lines: form.dataset.usual }); settle(false); } else {
    const kept = document.querySelector("#keep").checked;
    const carried = kept ? { circulator: values.circulator, from: values.from, to: values.to } : {};
    hold({ ...carried, number: Number(values.number) + 1, lines: form.dataset.usual });
  }
  next = null;
  const at = field("number").value ? (field("circulator").value || document.querySelector("#keep").checked ? "count" : "circulator") : "number";
  field(at).focus();
}

function settle(correcting) {
  doing.textContent = correcting ? `Put section ${field("number").value} right` : "Next section";
  leave.hidden = !correcting;
}

function waitingRow(values) {
  document.querySelector("#none")?.remove();
  const row = values.draft ? document.querySelector(`#section-${values.draft}`) : rows.insertRow(0);
  if (row && !values.draft) {
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = values.number;
    const cell = row.insertCell();
    cell.colSpan = 8;
    cell.textContent = `${values.count}: being entered`;
    row.prepend(head);
  }
  return row;
}

async function post(url, data) {
  const response = await fetch(url, { method: "POST", body: data, headers: { "X-Desk": "1" }, credentials: "same-origin" });
  if (response.status === 401) location.assign(response.headers.get("HX-Redirect"));
  if (!response.ok) throw await response.json().catch(() => ({ what: "The office's server did not answer as it should.", do: "Try again." }));
  const part = document.createElement("template");
  part.innerHTML = await response.text();
  return part.content;
}

async function send(data, values, row) {
  try {
    const part = await post(form.action, data);
    const made = part.querySelector("#part-section").content.firstElementChild;
    for (const other of rows.querySelectorAll(".new")) other.classList.remove("new");
    made.classList.add("new");
    row.replaceWith(made);
    renew(part);
    document.querySelector("#discard")?.remove();
    said.textContent = `Section ${values.number} entered, ${made.cells[4].textContent} signed`;
  } catch (facts) {
    fail(row, values, facts instanceof TypeError ? { what: "The server cannot be reached.", do: "The section is kept here; try again." } : facts);
  }
}

function fail(row, values, facts) {
  tell({ ...facts, what: `Section ${values.number}: ${facts.what}` });
  if (values.draft) row = row.parentNode.insertBefore(waitingRow({ ...values, draft: "" }), row);
  row.className = "failed";
  row.cells[1].replaceChildren(`${values.count}: not entered. ${facts.what} `);
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Correct";
  again.addEventListener("click", () => { correct(values); row.remove(); });
  row.cells[1].append(again);
}

function renew(part) {
  const now = part.querySelector("#part-totals").content;
  totals.replaceChildren(now);
}

function correct(values) {
  next ??= held();
  hold(values);
  settle(true);
  field("count").focus();
  field("count").select();
}

rows.addEventListener("click", (event) => {
  const link = event.target.closest("[data-correct]");
  if (!link) return;
  event.preventDefault();
  correct(link.closest("tr").dataset);
});
rows.addEventListener("submit", async (event) => {
  const removing = event.target.closest("[data-remove]");
  if (!removing) return;
  event.preventDefault();
  const row = removing.closest("tr");
  try {
    renew(await post(removing.action, new FormData(removing)));
    said.textContent = `Section ${row.dataset.number} taken out`;
    row.remove();
    field("count").focus();
  } catch (facts) { tell(facts); }
});
leave.addEventListener("click", () => { hold(next ?? { lines: form.dataset.usual }); next = null; settle(false); field("count").focus(); });
form.addEventListener("submit", (event) => { event.preventDefault(); enter(); });
form.addEventListener("input", look);
form.addEventListener("keydown", (event) => {
  // Enter goes on to the next field, and at the count it enters the section.
  const on = event.target;
  if (event.key === "Escape" && !leave.hidden) leave.click();
  if (event.key !== "Enter" || on.id === "count" || on.tagName === "BUTTON" || on.id === "reason") return;
  event.preventDefault();
  const order = ["number", "circulator", "from", "to", "lines", "count"];
  const at = order.indexOf(on.name);
  if (at >= 0) { const following = field(order[at + 1]); following.focus(); following.select?.(); }
});
addEventListener("beforeunload", (event) => { if (rows.querySelector(".failed")) event.preventDefault(); });
settle(Boolean(field("draft").value));
look();

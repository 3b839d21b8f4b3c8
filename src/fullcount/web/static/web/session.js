// Staying signed in, on every page. Two minutes before a session ends the page asks; when it has ended the page
// is covered, and signing in again goes on with what was on it. `post` and `get` send for the page: they wait
// out a broken connection, and whatever cannot be sent because the session ended is sent after signing in.

const staying = document.querySelector("#staying");
const again = document.querySelector("#again");
const connection = document.querySelector("#connection");
const IDLE = Number(staying.dataset.idle) * 1000; // ms
const MINUTE = 60_000; // the server writes a session again no sooner than this after the last time
const WARNED = 2 * MINUTE;
const TICK = 5_000;
const PAUSES = [1_000, 2_000, 4_000, 8_000]; // ms between tries, the last one again and again
const GONE = [502, 503, 504];
const HERE = "fullcount-here"; // in localStorage, so for all tabs: when the server last answered, in ms
let mine = 0;
let active = false;
let signing = null; // the signing in that is on its way
let code = false; // whether the code is asked for now

const last = () => Math.max(mine, Number(localStorage.getItem(HERE)));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

function answered() {
  mine = Date.now();
  localStorage.setItem(HERE, mine);
  connection.hidden = true;
}

// Where our server says why it keeps nothing now, that is shown; what stands before it answers with a page.
async function lost(response) {
  const ours = response?.headers.get("Content-Type")?.startsWith("text/plain");
  const why = ours ? await response.text().catch(() => "") : "";
  connection.textContent = `${why || "The server cannot be reached."} What you decided is kept here and sent as soon as it can be.`;
  connection.hidden = false;
}

function setToken(token) {
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
}

export const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

async function once(url, options) {
  return fetch(url, { credentials: "same-origin", ...options, headers: { "X-Desk": "1" } });
}

async function patiently(url, options) {
  for (let tries = 0; ; tries += 1) {
    const response = await once(url, options()).catch(() => null);
    if (response && !GONE.includes(response.status)) return response;
    await lost(response);
    await pause(PAUSES[Math.min(tries, PAUSES.length - 1)]);
  }
}

async function ask(url, options) {
  for (let tries = 0; ; tries += 1) {
    const response = await patiently(url, options);
    if (response.status === 401) {
      await signInFor(response);
      continue;
    }
    if (response.ok) {
      answered();
      return response;
    }
    const facts = await response.json().catch(() => ({ what: "The office's server did not answer as it should.", do: "Try again." }));
    if (facts.code !== "csrf" || tries) throw { ...facts, status: response.status };
    await renewToken();
  }
}

// The token is another after signing in in another tab, and gone with the session.
async function renewToken() {
  const response = await patiently(staying.dataset.here, () => ({}));
  if (response.status === 401) { await signInFor(response); return; }
  const fresh = await response.json();
  setToken(fresh.csrf);
  if (fresh.name !== staying.dataset.name) location.reload();
}

async function signInFor(response) {
  const where = response.headers.get("HX-Redirect");
  if (where !== staying.dataset.signIn) location.assign(where);
  await signInAgain();
}

// Sends a form and gives the answer. Throws {what, why, do, status} where the server refuses it.
export async function post(url, data) {
  const response = await ask(url, () => {
    data.set("csrfmiddlewaretoken", token());
    return { method: "POST", body: data };
  });
  return response.status === 204 ? null : response;
}

export const get = (url) => ask(url, () => ({}));

function signInAgain() {
  signing ??= new Promise((done) => {
    again.dataset.waits = "1";
    staying.close();
    code = false;
    showFields();
    if (!again.open) again.showModal();
    again.addEventListener("close", () => { signing = null; done(); }, { once: true });
  });
  return signing;
}

function showFields() {
  document.querySelector("#again-password").hidden = code;
  document.querySelector("#again-code").hidden = !code;
}

function tellAgain(facts) {
  const place = document.querySelector("#again-told");
  place.textContent = [facts.what, facts.why, facts.do].filter(Boolean).join(" ");
  place.hidden = !place.textContent;
}

async function trySigningIn(form) {
  const fresh = await once(staying.dataset.signIn).then((response) => response.json());
  const data = new FormData(form);
  data.set("csrfmiddlewaretoken", fresh.csrf);
  const response = await once(code ? staying.dataset.code : staying.dataset.signIn, { method: "POST", body: data });
  const facts = await response.json().catch(() => ({ what: "The account is locked for a quarter of an hour.", do: "Wait, or ask an administrator." }));
  if (!response.ok) throw facts;
  return facts;
}

document.querySelector("#again-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  try {
    const facts = await trySigningIn(form);
    tellAgain({});
    if (facts.code) { code = true; showFields(); form.querySelector("#again-code input").focus(); return; }
    form.reset();
    if (facts.name !== staying.dataset.name) { location.assign("/"); return; }
    setToken(facts.csrf);
    answered();
    again.close();
  } catch (facts) {
    tellAgain(facts instanceof TypeError ? { what: "The server cannot be reached.", do: "Try again." } : facts);
  }
});
again.addEventListener("cancel", (event) => event.preventDefault());

async function stay() {
  active = false;
  await post(staying.dataset.here, new FormData()).catch(() => {});
}

document.querySelector("#stay").addEventListener("click", stay);
staying.addEventListener("cancel", stay);
for (const kind of ["keydown", "pointerdown", "wheel"]) document.addEventListener(kind, () => { active = true; }, { passive: true });

function tick() {
  if (again.open) return;
  const left = last() + IDLE - MINUTE - Date.now();
  if (left <= 0) { signInAgain(); return; }
  if (left <= WARNED) {
    document.querySelector("#staying-left").textContent = left < MINUTE ? "less than a minute" : "two minutes";
    if (!staying.open) staying.showModal();
    return;
  }
  if (staying.open) staying.close(); // in another tab somebody is here
  if (active && Date.now() - last() >= MINUTE) stay();
}

answered();
setInterval(tick, TICK);
document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });

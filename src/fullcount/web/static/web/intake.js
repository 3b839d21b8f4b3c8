// Small helps of intake's pages; each of them works without.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A form that acts is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-once]");
  if (!form) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
});

for (const back of document.querySelectorAll("[data-back]")) {
  back.addEventListener("click", (event) => { // back to the form as it was filled in
    if (history.length > 1) { event.preventDefault(); history.back(); }
  });
}

// A file that is too large is told before it is sent.
for (const form of document.querySelectorAll("[data-most]")) {
  form.addEventListener("change", () => {
    const files = [...form.querySelectorAll("input[type=file]")];
    const size = files.flatMap((input) => [...input.files]).reduce((sum, file) => sum + file.size, 0);
    files.at(-1).setCustomValidity(size > Number(form.dataset.most) ? "This is larger than the page takes." : "");
  });
}

const polled = document.querySelector("[data-poll]");

async function poll() {
  try {
    const response = await fetch(polled.dataset.poll, { headers: { "X-Desk": "1" }, credentials: "same-origin" });
    if (response.redirected || response.status === 401) return location.reload();
    const part = document.createElement("template");
    part.innerHTML = await response.text();
    const stand = part.content.querySelector(".stand");
    if (!stand || stand.dataset.state !== "running") return location.reload();
    renew(stand);
  } catch { /* the server is away for a moment; asked again */ }
  setTimeout(poll, 1000);
}

// Only what changed is put in, so that it is not read out each second.
function renew(stand) {
  const [bar, newBar] = [polled.querySelector("progress"), stand.querySelector("progress")];
  const [text, newText] = [polled.querySelector("[role=status]"), stand.querySelector("[role=status]")];
  if (!bar || !text) return polled.replaceChildren(stand);
  const word = (element) => element.querySelector("strong").textContent;
  text.setAttribute("aria-live", word(text) === word(newText) ? "off" : "polite");
  text.replaceChildren(...newText.childNodes);
  for (const name of ["max", "value"]) {
    if (newBar.hasAttribute(name)) bar.setAttribute(name, newBar.getAttribute(name)); else bar.removeAttribute(name);
  }
}

if (polled) setTimeout(poll, 1000);

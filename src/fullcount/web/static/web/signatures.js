// Signatures side by side. One zoom moves all of a line: by wheel, drag, buttons and keys. The images of the next
// lines are fetched while this one is read; a hit of a search brings its voter's signatures with it.

const lines = document.querySelector("#lines");
const STEP = 1.25;
const MOST = 8;
const SLIDE = 15; // percent of a glass, by a key
const lenses = new WeakMap(); // of a line's signatures: {zoom, x, y}; x and y in shares of a glass

const lensOf = (compare) => lenses.get(compare) ?? { zoom: 1, x: 0, y: 0 };
const shown = () => lines?.querySelector("form.line:not([hidden]) .compare");
const within = (value, zoom) => Math.min(0, Math.max(1 - zoom, value));

function look(compare, lens) {
  const { zoom } = lens;
  const held = { zoom, x: within(lens.x, zoom), y: within(lens.y, zoom) };
  lenses.set(compare, held);
  compare.style.setProperty("--zoom", zoom);
  compare.style.setProperty("--x", held.x * 100);
  compare.style.setProperty("--y", held.y * 100);
  compare.classList.toggle("zoomed", zoom > 1);
}

// Zoom by a factor; what is at the point (shares of a glass, the middle if none is given) stays where it is.
function zoomBy(compare, factor, at = [0.5, 0.5]) {
  const { zoom, x, y } = lensOf(compare);
  const next = Math.min(MOST, Math.max(1, zoom * factor));
  const grown = next / zoom;
  look(compare, { zoom: next, x: at[0] - (at[0] - x) * grown, y: at[1] - (at[1] - y) * grown });
}

function slide(compare, x, y) {
  const lens = lensOf(compare);
  look(compare, { ...lens, x: lens.x + x, y: lens.y + y });
}

function act(compare, what) {
  if (what === "in") zoomBy(compare, STEP);
  else if (what === "out") zoomBy(compare, 1 / STEP);
  else look(compare, { zoom: 1, x: 0, y: 0 });
}

function pointIn(glass, event) {
  const box = glass.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-zoom]");
  if (button) act(button.closest(".compare"), button.dataset.zoom);
});

document.addEventListener("wheel", (event) => {
  const glass = event.target.closest?.(".compare .glass");
  if (!glass || event.ctrlKey) return;
  event.preventDefault();
  zoomBy(glass.closest(".compare"), event.deltaY < 0 ? STEP : 1 / STEP, pointIn(glass, event));
}, { passive: false });

let drag = null; // {compare, glass, x, y} while a pointer moves the signatures
document.addEventListener("pointerdown", (event) => {
  const glass = event.target.closest?.(".zoomed .glass");
  if (!glass || event.button !== 0) return;
  event.preventDefault();
  drag = { compare: glass.closest(".compare"), glass, x: event.clientX, y: event.clientY };
  drag.compare.classList.add("dragged");
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const box = drag.glass.getBoundingClientRect();
  slide(drag.compare, (event.clientX - drag.x) / box.width, (event.clientY - drag.y) / box.height);
  Object.assign(drag, { x: event.clientX, y: event.clientY });
});
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => {
    drag?.compare.classList.remove("dragged");
    drag = null;
  });
}

const ZOOMS = { "+": "in", "=": "in", "-": "out", 0: "reset" };
const SLIDES = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
document.addEventListener("keydown", (event) => {
  const compare = shown();
  if (!compare || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  if (ZOOMS[event.key]) {
    event.preventDefault();
    act(compare, ZOOMS[event.key]);
  } else if (event.shiftKey && SLIDES[event.key]) {
    event.preventDefault();
    slide(compare, ...SLIDES[event.key].map((way) => (way * SLIDE) / 100));
  }
});

// Images in lines that are hidden yet are not fetched by themselves: they are lazy.
function wake(form) {
  const first = form.querySelector("[name=voter]:checked")?.dataset.number;
  const wanted = [".own img", ".crop", ...(first ? [`.files[data-of="${first}"] img`] : [])];
  for (const image of form.querySelectorAll(wanted.join(", "))) image.loading = "eager";
}

function take(form) {
  for (const group of form.querySelectorAll(".lens[hidden]")) group.hidden = false;
  wake(form);
}

// The signatures of hits come within the search's answer; they belong beside the line's own.
function bringFiles(form) {
  const place = form.querySelector(".on-file");
  if (!place) return;
  for (const old of place.querySelectorAll(".files[data-found]")) old.remove();
  for (const files of form.querySelectorAll(".hits .files")) {
    files.dataset.found = "1";
    place.append(files);
  }
}

for (const group of document.querySelectorAll(".looked-at .lens[hidden]")) group.hidden = false; // a line's record
if (lines) {
  for (const form of lines.querySelectorAll("form.line")) take(form);
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      if (target === lines) for (const node of addedNodes) if (node.matches?.("form.line")) take(node);
      if (target.matches?.(".hits") && addedNodes.length) bringFiles(target.closest("form"));
    }
  }).observe(lines, { childList: true, subtree: true });
}

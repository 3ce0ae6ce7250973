// The health questions: every answer is saved as it is given. Without this module each section is
// a form with a button. Nothing is kept in the browser; what is unsaved lives in this page alone.
import { Queue } from "./answer-queue.js";
import { changedBySomebody, count, putConflict, putSaved, say, stateOf } from "./question-rows.js";
import { fastKeys } from "./fast-keys.js";
import { leaveAfterSaving } from "./leave.js";
import { letGo, notSaved, saved, saving } from "./save-state.js";

const PAUSE = 1200; // after the last sign; well inside the two seconds promised
const LONGEST = 1500; // after the first sign that is not sent, however fast somebody types on
const grid = document.querySelector("[data-health]");
const announce = document.querySelector("[data-announce]");
const queue = new Queue(grid.dataset.url, Number(grid.dataset.version));
const known = new Map(); // what each question last sent, or held when the page came
const timers = new Map();
const began = new Map(); // when the first sign was typed that is not sent yet

const question = (element) => element.closest?.("[data-question]");
const own = (row) => row.querySelector(":scope > .q");
const boxes = (row) => [...own(row).querySelectorAll("input, textarea")];

function given(row, checked = "checked", value = "value") {
  const data = new URLSearchParams();
  for (const box of boxes(row)) {
    if (!box.name || (/radio|checkbox/.test(box.type) && !box[checked])) continue;
    data.append(box.name, /radio|checkbox/.test(box.type) ? box.value : box[value]);
  }
  return data;
}

// What the server rendered, whatever somebody quick has picked since.
const rendered = (row) => given(row, "defaultChecked", "defaultValue").toString();
const remember = (row) => known.set(row.dataset.question, given(row).toString());

// Rows that the server has sent hold what is saved.
function rememberNew(...rows) {
  for (const row of rows) remember(row);
  for (const added of grid.querySelectorAll("[data-question]"))
    if (!known.has(added.dataset.question)) remember(added);
}

// A date that is still being typed is not sent; leaving the question sends it as it is.
function whole(row) {
  if (own(row).dataset.kind !== "date") return true;
  const [day, month, year] = boxes(row).map((box) => box.value.trim());
  return /^\d{4}$/.test(year) && Boolean(day) && Boolean(month);
}

function save(row) {
  const key = row.dataset.question;
  clearTimeout(timers.get(key));
  began.delete(key);
  const data = given(row);
  const sent = data.toString();
  if (known.get(key) === sent) return Promise.resolve(true);
  known.set(key, sent);
  saving(key);
  stateOf(row, "");
  data.append("question", key);
  return queue.add(key, data, {
    slow: () => stateOf(row, "Saving…"),
    failed: () => {
      notSaved(key);
      stateOf(row, "Not saved yet", true);
    },
    done: (answer, shown) => {
      if (answer === "saved") took(row, key, shown, sent);
      else if (answer === "conflict") picking(row, key, shown);
      else if (answer === "invalid") refuse(row, key, shown);
      else ended(shown);
    },
  });
}

function took(row, key, shown, sent) {
  const before = count(grid);
  const others = putSaved(grid, row, shown);
  rememberNew(...others);
  const when = new Date(shown.dataset.savedAt);
  const typedOn = given(row).toString() !== sent; // what stands there now is yet to be saved
  if (!typedOn) saved(key, when);
  stateOf(row, typedOn ? "" : `Saved ${when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" })}`);
  for (const input of grid.querySelectorAll("[data-version]")) input.value = shown.dataset.version;
  say(announce, count(grid) - before, changedBySomebody(shown));
}

function refuse(row, key, shown) {
  notSaved(key, "Not saved: one answer is to be checked.");
  const problem = shown.firstElementChild;
  stateOf(row, "", true);
  own(row).querySelector(".q-state").prepend(problem);
  for (const box of boxes(row)) box.setAttribute("aria-invalid", "true");
  announce.textContent = problem.textContent.trim();
}

function picking(row, key, shown) {
  notSaved(key, "Not saved: pick one of two answers.");
  putConflict(row, shown, (pick) => {
    queue.version = Number(shown.dataset.version);
    known.delete(key);
    if (pick === "yours") return save(row);
    const before = count(grid);
    putSaved(grid, row, shown);
    rememberNew(row);
    saved(key);
    say(announce, count(grid) - before, []);
    return Promise.resolve(true);
  });
  announce.textContent = row.querySelector("[data-conflict-words] p").textContent;
}

// Somebody sent these answers meanwhile: nothing more can be saved here.
function ended(shown) {
  for (const row of grid.querySelectorAll("[data-question]")) letGo(row.dataset.question);
  grid.replaceChildren(shown);
  shown.setAttribute("role", "alert");
  shown.className = "notice notice-error";
}

for (const row of grid.querySelectorAll("[data-question]"))
  known.set(row.dataset.question, rendered(row));
for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;

grid.addEventListener("change", (event) => {
  const row = question(event.target);
  if (!row) return;
  if (own(row).dataset.kind === "picks" || own(row).dataset.kind === "ticks" || whole(row)) save(row);
});
grid.addEventListener("input", (event) => {
  const row = question(event.target);
  if (!row || /radio|checkbox/.test(event.target.type)) return;
  const key = row.dataset.question;
  clearTimeout(timers.get(key));
  if (!began.has(key)) began.set(key, performance.now());
  const mark = own(row).querySelector("[data-save-words]");
  if (mark.textContent.startsWith("Saved")) mark.textContent = ""; // that was what stood there before
  // A number that is half typed may be none; half a text is one.
  const left = own(row).dataset.kind === "text" ? began.get(key) + LONGEST - performance.now() : PAUSE;
  timers.set(key, setTimeout(() => whole(row) && save(row), Math.max(0, Math.min(PAUSE, left))));
});
grid.addEventListener("focusout", (event) => {
  const row = question(event.target);
  if (row && (!event.relatedTarget || question(event.relatedTarget) !== row)) save(row);
});
// Enter in a box saves it; it never sends the whole section.
grid.addEventListener("submit", (event) => {
  event.preventDefault();
  const row = question(document.activeElement);
  if (row) save(row);
});

if ("fastKeys" in grid.dataset) fastKeys(grid, save);
leaveAfterSaving(() => {
  const row = question(document.activeElement);
  return (row ? save(row) : Promise.resolve(true)).then(() => queue.idle());
});

// Answers that were given before this module was there are saved now.
for (const row of grid.querySelectorAll("[data-question]")) if (whole(row)) save(row);

// A link such as #q-diabetes leads into the question.
function goTo(hash) {
  const target = hash && document.getElementById(decodeURIComponent(hash.slice(1)));
  const box = target?.querySelector("input:checked")
    ?? target?.querySelector("input:not([type=hidden]), textarea, a");
  box?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", () => goTo(location.hash));
// After the browser has been to the place itself, which takes the focus away.
if (location.hash) addEventListener("load", () => setTimeout(() => goTo(location.hash)));

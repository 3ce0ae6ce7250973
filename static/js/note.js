// What else the patient said is saved as it is written; sending saves it too.
import { csrfHeaders } from "./csrf.js";
import { leaveAfterSaving } from "./leave.js";
import { samePerson } from "./same-person.js";
import { letGo, notSaved, saved, saving } from "./save-state.js";
import { dropPage } from "./session-end.js";

const PAUSE = 1200; // after the last sign
const LONGEST = 1500; // after the first that is not saved, however fast somebody types on
const AGAIN = 4000;
const ELSEWHERE = "Not saved: the note was changed on another screen. Sending shows both.";
const form = document.querySelector("[data-send]");
const box = form.querySelector("[data-note]");
let timer;
let began = 0;
let last = box.value;
let under = Promise.resolve();

async function save() {
  clearTimeout(timer);
  began = 0;
  const words = box.value;
  if (words === last) return;
  saving("note");
  try {
    const answer = await fetch(form.dataset.noteUrl, {
      method: "POST",
      headers: { ...csrfHeaders(), "HX-Request": "true", "HX-Current-URL": location.href },
      body: new URLSearchParams({ note: words, seen: form.elements.seen.value }),
    });
    if (answer.status === 403 && (await samePerson()) === "other") return dropPage();
    if (answer.status === 409) return notSaved("note", ELSEWHERE);
    if (answer.status !== 204) throw new Error(String(answer.status));
    form.elements.seen.value = answer.headers.get("X-Seen");
    last = words;
    if (box.value === words) saved("note");
  } catch {
    notSaved("note");
    timer = setTimeout(save, AGAIN);
  }
}

const soon = () => (under = under.then(save));

box.addEventListener("input", () => {
  clearTimeout(timer);
  began ||= performance.now();
  timer = setTimeout(soon, Math.max(0, Math.min(PAUSE, began + LONGEST - performance.now())));
});
box.addEventListener("change", soon);
// Sending carries the note with it, so nothing is left behind by then.
form.addEventListener("submit", () => {
  clearTimeout(timer);
  letGo("note");
});
leaveAfterSaving(soon);

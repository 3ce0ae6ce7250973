// Says how far the saving of answers is, through the element [data-save-state].
//
//   import { saving, saved, notSaved } from "./save-state.js";
//
// "Saving…" shows only after a second; "Saved 10:42" only once the server has answered that the
// answer is committed. While something is unsaved, leaving the page asks first.
const place = () => document.querySelector("[data-save-state]");
const open = new Set();
let slow;

function say(state, words) {
  const element = place();
  if (!element) return;
  element.dataset.state = state;
  element.textContent = words;
}

const clock = (when) =>
  when.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });

// `what` names the thing on its way, so that several can be on their way at once.
export function saving(what) {
  open.add(what);
  clearTimeout(slow);
  slow = setTimeout(() => open.size && say("saving", "Saving…"), 1000);
}

export function saved(what, when = new Date()) {
  open.delete(what);
  if (open.size) return;
  clearTimeout(slow);
  say("saved", `Saved ${clock(when)}`);
}

export function notSaved(what, words = "Not saved yet. We keep trying. Do not close this page.") {
  open.add(what);
  clearTimeout(slow);
  say("failed", words);
}

// For what leaves this page unsaved in another way, such as with a form: nothing is claimed.
export const letGo = (what) => open.delete(what);

export const unsaved = () => open.size;

window.addEventListener("beforeunload", (event) => {
  if (open.size) event.preventDefault();
});

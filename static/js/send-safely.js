// A form in which somebody typed leaves its page only to a server that answers, and for the same
// person: else the page would be gone, and what was typed with it. While somebody types the server
// is asked now and then, and when the pointer or the focus comes to the button; a form sent long
// after the last answer, or after none came, asks first. The form's key makes sending it again safe.
import { samePerson } from "./same-person.js";
import { unsaved } from "./save-state.js";
import { dropPage, hidePage } from "./session-end.js";

const NOT_SENT = "Not sent: the clinic’s computer does not answer. What you typed is still here.";
const FRESH = 10_000; // milliseconds for which an answer is good
const JUST_NOW = 1_000; // and for which nobody asks again
const typed = new WeakSet();
const passed = new WeakSet();
let answered = Date.now(); // with this page
let asking = false;

const writes = (form) =>
  form.method === "post" && form.closest("main") && !form.matches("[role=search], [target]") &&
  !form.closest("[data-health]");

// Whether this page may go on; a page that is not its person's any more is hidden or dropped.
async function ask() {
  asking = true;
  const who = await samePerson();
  asking = false;
  answered = who === "same" ? Date.now() : 0;
  if (who === "nobody") hidePage();
  if (who === "other") dropPage();
  return who;
}

document.addEventListener("still-here", () => (answered = Date.now()));
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || !writes(form)) return;
  typed.add(form);
  if (!asking && Date.now() - answered > FRESH / 2) ask();
});

// Between reaching a button and pressing it there is time for an answer, and nobody waits for it.
async function askAhead(event) {
  const form = event.target.closest?.("button")?.form;
  if (!form || !typed.has(form) || asking || Date.now() - answered < JUST_NOW) return;
  asking = true;
  const who = await samePerson();
  asking = false;
  if (who === "unknown") answered = 0;
}
document.addEventListener("pointerover", askAhead);
document.addEventListener("focusin", askAhead);

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !writes(form) || unsaved() || !typed.has(form)) return;
  if (passed.delete(form)) return;
  if (navigator.onLine && Date.now() - answered < FRESH) return;
  event.preventDefault();
  if (form.dataset.waits) return;
  form.dataset.waits = "1";
  say(form, event.submitter, "");
  const who = await ask();
  delete form.dataset.waits;
  if (who === "unknown") return say(form, event.submitter, NOT_SENT);
  if (who !== "same") return;
  passed.add(form); // the browser may think it is offline; the server has answered
  form.requestSubmit(event.submitter);
});

function say(form, button, words) {
  let place = form.querySelector("[data-not-sent]");
  if (!place && !words) return;
  if (!place) {
    place = document.createElement("p");
    place.dataset.notSent = "";
    place.className = "field-error";
    place.setAttribute("role", "alert");
    (button?.closest(".actions") ?? button ?? form.lastElementChild).after(place);
  }
  place.textContent = words;
}

// Before a form leaves its page the server is asked whether it answers, and for whom: else the
// page would be gone, and what was typed with it. The form's key makes sending it again safe.
import { samePerson } from "./same-person.js";
import { unsaved } from "./save-state.js";
import { dropPage, hidePage } from "./session-end.js";

const NOT_SENT = "Not sent: the clinic’s computer does not answer. What you typed is still here.";
const passed = new WeakSet();
let asking = false;

const writes = (form) =>
  form.method === "post" && form.closest("main") && !form.matches("[role=search], [target]");

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !writes(form) || unsaved() || passed.delete(form)) return;
  event.preventDefault();
  if (asking) return;
  asking = true;
  say(form, event.submitter, "");
  const who = await samePerson();
  asking = false;
  if (who === "nobody") return hidePage();
  if (who === "other") return dropPage();
  if (who === "unknown") return say(form, event.submitter, NOT_SENT);
  passed.add(form);
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

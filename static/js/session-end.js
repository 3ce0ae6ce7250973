// Says before it happens that the session is about to end, and hides the page once it has ended:
// what is on the screen of a machine that somebody left belongs to a patient. What was typed stays
// in the page, and comes to light again for the same person alone.
import { csrfHeaders } from "./csrf.js";
import { samePerson } from "./same-person.js";

const notice = document.querySelector("[data-session-end]");
const over = document.querySelector("[data-session-ended]");
const WARN = 120; // seconds before the end
let endsAt = Date.now() + Number(notice?.dataset.sessionEnd) * 1000;

function look() {
  if (!over.hidden) return;
  const left = (endsAt - Date.now()) / 1000;
  notice.hidden = left > WARN;
  notice.querySelector("[data-minutes]").textContent = left > 60 ? "2 minutes" : "1 minute";
  if (left <= 0) hidePage();
}

export function hidePage() {
  document.body.classList.add("session-ended");
  notice.hidden = true;
  over.hidden = false;
  over.querySelector("a").focus();
}

// Nothing of it is kept for the next person at this machine.
export function dropPage() {
  if (over.hidden) hidePage();
  for (const part of [...document.body.children]) if (part !== over) part.remove();
  over.querySelector("[data-mine]").hidden = true;
  over.querySelector("[data-other]").hidden = false;
}

async function showAgain() {
  const who = await samePerson();
  if (who === "other") return dropPage();
  const said = over.querySelector("[data-said]");
  if (who !== "same") {
    said.textContent = who === "nobody" ? said.dataset.nobody : said.dataset.unknown;
    return;
  }
  said.textContent = "";
  over.hidden = true;
  document.body.classList.remove("session-ended");
  document.querySelector("#main").focus({ preventScroll: true });
  look();
}

async function stay() {
  const answer = await fetch(notice.dataset.stay, {
    method: "POST",
    headers: csrfHeaders(),
    redirect: "manual",
  }).catch(() => null);
  if (answer?.status !== 204) return;
  endsAt = Date.now() + Number(answer.headers.get("X-Session-Seconds")) * 1000;
  look();
}

if (notice) {
  look();
  setInterval(look, 1000);
  notice.querySelector("button").addEventListener("click", stay);
  over.querySelector("[data-show-again]").addEventListener("click", showAgain);
  document.addEventListener("still-here", (event) => (endsAt = Date.now() + event.detail * 1000));
  // A machine that slept, or a page that Back brought to light again, has missed some ticks.
  document.addEventListener("visibilitychange", look);
}

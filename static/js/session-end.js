// Says before it happens that the session is about to end, and hides the page once it has ended:
// what is on the screen of a machine that somebody left belongs to a patient.
import { csrfHeaders } from "./csrf.js";

const notice = document.querySelector("[data-session-end]");
const WARN = 120; // seconds before the end
let endsAt = Date.now() + Number(notice?.dataset.sessionEnd) * 1000;

function look() {
  const left = (endsAt - Date.now()) / 1000;
  notice.hidden = left > WARN;
  notice.querySelector("[data-minutes]").textContent = left > 60 ? "2 minutes" : "1 minute";
  if (left > 0) return;
  document.body.classList.add("session-ended");
  notice.hidden = true;
  const ended = document.querySelector("[data-session-ended]");
  ended.hidden = false;
  ended.querySelector("a").focus();
  clearInterval(timer);
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

const timer = notice && setInterval(look, 1000);
if (notice) look();
notice?.querySelector("button").addEventListener("click", stay);
// A machine that slept, or a page that Back brought to light again, has missed some ticks.
if (notice) document.addEventListener("visibilitychange", look);

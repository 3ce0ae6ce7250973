// Asks the server who is signed in now. Is it still the person this page was made for, the page
// goes on with the token that signing in has renewed. Nothing of this stays in the browser.
const notice = document.querySelector("[data-session-end]");
const DEADLINE = 5000; // milliseconds

// "same", "other", "nobody", or "unknown" where nobody answers.
export async function samePerson() {
  if (!notice) return "same";
  const answer = await fetch(notice.dataset.stay, {
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.timeout(DEADLINE),
  }).catch(() => null);
  if (!answer || answer.status >= 500) return "unknown";
  if (!answer.ok) return "nobody";
  const said = await answer.json().catch(() => null);
  if (!said) return "unknown";
  if (String(said.who) !== notice.dataset.who) return "other";
  renew(said.token);
  document.dispatchEvent(new CustomEvent("still-here", { detail: said.seconds }));
  return "same";
}

function renew(token) {
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  for (const box of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) box.value = token;
}

// Puts what the server sent after a save into the page, without touching the boxes somebody is
// typing in: rows come and go, numbers and states change, the rest stays the same element.
const key = (row) => row.dataset.question ?? row.id;
const part = (row, selector) => row.querySelector(`:scope > ${selector}`);

export const count = (grid) => grid.querySelectorAll("[data-question]").length;

// The words of one answer: "Saved 10:42", "Not saved yet".
export function stateOf(row, words, failed = false) {
  const state = row.querySelector(":scope > .q .q-state");
  const place = state.querySelector("[data-save-words]");
  place.textContent = words;
  place.classList.toggle("not-saved", failed);
  if (!failed) {
    state.querySelectorAll(".field-error, [data-conflict-words]").forEach((old) => old.remove());
    row.querySelectorAll(":scope > .q [aria-invalid]").forEach((box) => box.removeAttribute("aria-invalid"));
  }
}

// Returns the rows whose boxes were replaced because somebody else had answered them.
export function putSaved(grid, row, shown) {
  const others = new Set(changedBySomebody(shown));
  const replaced = [];
  const settle = { answered: shown.dataset.saved, others, replaced };
  for (const fresh of shown.querySelectorAll(":scope > [data-tops] > li")) {
    const old = grid.querySelector(`#${CSS.escape(fresh.id)}`);
    if (old) settleRow(old, fresh, settle);
  }
  for (const fresh of shown.querySelectorAll(":scope > [data-rows]")) {
    const old = grid.querySelector(`[data-rows="${fresh.dataset.rows}"]`);
    if (old) settleList(old, fresh, settle);
  }
  for (const name of ["[data-progress]", "[data-sections]"]) {
    const fresh = shown.querySelector(name);
    if (!fresh) continue;
    document.querySelectorAll(`main ${name}`).forEach((old) => old.replaceWith(fresh.cloneNode(true)));
  }
  return replaced;
}

export const changedBySomebody = (shown) => shown.dataset.others.split(" ").filter(Boolean);

function settleList(old, fresh, settle) {
  const wanted = new Set([...fresh.children].map(key));
  [...old.children].filter((row) => !wanted.has(key(row))).forEach((row) => row.remove());
  let place = old.firstElementChild;
  for (const row of [...fresh.children]) {
    if (place && key(place) === key(row)) {
      settleRow(place, row, settle);
      place = place.nextElementSibling;
    } else {
      old.insertBefore(row, place);
    }
  }
}

function settleRow(old, fresh, settle) {
  const number = old.querySelector(":scope > .q .num");
  if (number) number.textContent = fresh.querySelector(":scope > .q .num").textContent;
  if (settle.others.has(key(old))) {
    part(old, ".q").replaceWith(part(fresh, ".q"));
    settle.replaced.push(old);
  } else if (settle.answered === key(old)) {
    old.querySelector(":scope > .q .q-state").replaceWith(fresh.querySelector(":scope > .q .q-state"));
  }
  const below = part(old, ".q-follow");
  const freshBelow = part(fresh, ".q-follow");
  if (below && freshBelow) settleList(below, freshBelow, settle);
  else if (freshBelow) old.append(freshBelow);
  else below?.remove();
}

// Both values of one answer; the rows as they stand on the server come along.
export function putConflict(row, shown, picked) {
  const words = shown.querySelector("[data-conflict-words]");
  stateOf(row, "");
  row.querySelector(":scope > .q .q-state").prepend(words);
  words.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-pick]")?.dataset.pick;
    if (!pick) return;
    words.remove();
    picked(pick);
    row.querySelector(".q input:checked, .q input:not([type=hidden]), .q textarea")?.focus();
  });
}

// Politely: what has opened or closed, and what somebody else has changed.
export function say(place, difference, others) {
  const words = [];
  if (difference > 0) words.push(`${difference} more question${difference > 1 ? "s" : ""}.`);
  if (difference < 0) words.push("Some questions are no longer asked. Their answers are kept.");
  if (others.length === 1) words.push("Another screen changed 1 answer.");
  if (others.length > 1) words.push(`Another screen changed ${others.length} answers.`);
  if (words.length) place.textContent = words.join(" ");
}

// The patient's own page. Follow-ups open here, in the browser, and the page forgets everything
// when it is left: going back shows it empty.
const form = document.querySelector("[data-private]");
const cards = [...form.querySelectorAll("[data-question]")];
const chosen = (card) =>
  [...card.querySelectorAll("input:checked")].map((input) => input.value);
const boxes = (card) => card.querySelectorAll("input, textarea");

for (const words of form.querySelectorAll("[data-if-words]")) words.hidden = true;

function openAndClose() {
  for (const card of cards) {
    if (!card.dataset.parent) continue;
    const parent = cards.find((each) => each.dataset.question === card.dataset.parent);
    const openers = card.dataset.openedBy.split(" ");
    const open = !parent.hidden && chosen(parent).some((value) => openers.includes(value));
    card.hidden = !open;
    for (const box of boxes(card)) box.disabled = !open;
  }
}

function missing() {
  return cards.filter((card) => !card.hidden && card.querySelector("[type=radio]") && !chosen(card).length);
}

form.addEventListener("change", (event) => {
  openAndClose();
  event.target.closest("[data-question]").querySelector("[data-missing]").hidden = true;
});

form.addEventListener("submit", (event) => {
  if (event.submitter?.name === "leave") return;
  const left = missing();
  if (!left.length) return;
  event.preventDefault();
  for (const card of left) card.querySelector("[data-missing]").hidden = false;
  form.querySelector("[name=leave]").hidden = false;
  left[0].querySelector("input").focus();
});

addEventListener("pagehide", () => form.reset());
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
openAndClose();

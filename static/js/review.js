// The review without a reload: follow-ups of the examination open with their answer, another
// decision than the main button's shows itself. The page works without any of this.
const form = document.querySelector("[data-examination]");

function open(row) {
  const parent = row.parentElement.closest("li");
  const chosen = [...parent.querySelectorAll(":scope > fieldset input:checked")].map(
    (input) => input.value,
  );
  row.hidden = !row.dataset.openedBy.split(" ").some((value) => chosen.includes(value));
}

function follow() {
  for (const row of form.querySelectorAll("[data-opened-by]")) open(row);
}

if (form) {
  follow();
  form.addEventListener("change", follow);
}

// A clear case keeps the other decisions folded: a key that picks one of them opens the fold, and
// Ctrl+Enter then saves that one instead of approving.
const other = document.querySelector(".other-decision");
other?.addEventListener("change", (event) => {
  if (event.target.name !== "decision") return;
  other.open = true;
  const main = document.querySelector("[data-save]");
  const save = other.querySelector("button[type=submit]");
  for (const name of ["data-shortcut", "aria-keyshortcuts", "data-save"]) {
    if (!main.hasAttribute(name)) continue;
    save.setAttribute(name, main.getAttribute(name));
    main.removeAttribute(name);
  }
});

for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;

// A note on a rule is sent beside everything else on the page; one that did not arrive says so.
for (const trouble of ["htmx:sendError", "htmx:responseError"]) {
  document.body.addEventListener(trouble, ({ detail }) => {
    const words = detail.elt.querySelector("[data-not-sent]");
    if (words) words.hidden = false;
  });
}

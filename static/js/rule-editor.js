// The rule editor: a button of a line changes the boxes alone, not the page; picking a question
// shows its answers; a box narrows the long lists. Without script every button loads the page.

const FORM_ROOT = "#rule-boxes";
const says = document.getElementById("rule-says");

function prepare(root) {
  for (const button of root.querySelectorAll("[data-rule-button]")) {
    const doing = button.value;
    // The form's own requests would carry on what the last button said.
    for (const said of ["name", "value", "formaction"]) button.removeAttribute(said);
    swapOn(button, "click", doing);
  }
  for (const select of root.querySelectorAll("[data-show]")) {
    swapOn(select, "change delay:400ms", select.dataset.show); // letters typed in a list go on
  }
  for (const select of root.querySelectorAll("[data-narrow]")) narrows(select);
}

// The page's own answer, of which only the boxes are taken.
function swapOn(control, moment, doing) {
  control.setAttribute("hx-vals", JSON.stringify({ do: doing }));
  control.setAttribute("hx-post", "");
  control.setAttribute("hx-trigger", moment);
  control.setAttribute("hx-target", FORM_ROOT);
  control.setAttribute("hx-select", FORM_ROOT);
  control.setAttribute("hx-swap", "outerHTML");
  control.setAttribute("hx-sync", "this:queue last");
  window.htmx.process(control);
}

// A search box before a long list. What is picked stays in the list, so that nothing changes unseen.
function narrows(select) {
  if (select.previousElementSibling?.matches(".narrow")) return;
  const all = [...select.children].map((child) => child.cloneNode(true));
  const box = document.createElement("input");
  box.type = "search";
  box.className = "form-control narrow";
  box.autocomplete = "off";
  box.placeholder = "Find in the list";
  const label = select.labels[0]?.textContent.trim() ?? "";
  box.setAttribute("aria-label", `Find in the list: ${label}`);
  box.addEventListener("input", (event) => {
    event.stopPropagation();
    const words = box.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const picked = select.value;
    select.replaceChildren(...all.map((child) => kept(child, words, picked)).filter(Boolean));
    select.value = picked;
    const count = select.querySelectorAll("option").length;
    says.textContent = words.length ? `${count} in the list` : "";
  });
  box.addEventListener("change", (event) => event.stopPropagation());
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    select.focus();
  });
  select.before(box);
}

function kept(child, words, picked) {
  if (child.tagName === "OPTION") return fits(child, words, picked) ? child.cloneNode(true) : null;
  const group = child.cloneNode(false);
  const named = words.every((word) => child.label.toLocaleLowerCase().includes(word));
  for (const option of child.children) {
    if (named || fits(option, words, picked)) group.append(option.cloneNode(true));
  }
  return group.children.length ? group : null;
}

function fits(option, words, picked) {
  const text = option.textContent.toLocaleLowerCase();
  return option.value === picked || words.every((word) => text.includes(word));
}

// Where the keyboard goes on after a button that is gone or names another line now.
function follow(doing) {
  const [what, name, place] = doing.split(":");
  const rows = document.querySelectorAll(`#rows-${name} > .desk-repeat > li`);
  const at = Number(place);
  if (what === "add") rows[rows.length - 1]?.querySelector("select").focus();
  if (what === "remove") document.getElementById(`add-${name}`)?.focus();
  if (what === "up" || what === "down") {
    const now = what === "up" ? at - 1 : at + 1;
    const button = document.getElementById(`${what}-${name}-${now}`);
    (button ?? document.getElementById(`remove-${name}-${now}`))?.focus();
    says.textContent = `Moved to place ${now + 1} of ${rows.length}`;
  }
  if (what === "remove") says.textContent = "Removed";
  if (what === "take") document.getElementById("id_reads_as")?.focus();
}

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "rule-boxes") return;
  const boxes = document.querySelector(FORM_ROOT);
  prepare(boxes);
  follow(event.detail.requestConfig.parameters.do);
  boxes.dispatchEvent(new Event("change", { bubbles: true })); // and the preview once more
});

prepare(document.querySelector(FORM_ROOT));

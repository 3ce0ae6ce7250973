// While something is on its way to the server, links and forms wait for it, so that nobody is asked
// whether to leave, and nobody leaves something behind.
import { unsaved } from "./save-state.js";

export function leaveAfterSaving(whenSaved) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !unsaved()) return;
    if (link.pathname === location.pathname && link.hash) return;
    event.preventDefault();
    await whenSaved();
    location.assign(link.href);
  });
  document.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || !unsaved()) return;
    event.preventDefault();
    await whenSaved();
    carry(event.submitter, event.target);
    event.target.submit();
  });
}

// A form sent by script leaves out the button that was pressed; what it says goes along hidden.
function carry(button, form) {
  if (!button?.name) return;
  const box = document.createElement("input");
  Object.assign(box, { type: "hidden", name: button.name, value: button.value });
  form.append(box);
}

// While something is on its way to the server a link waits for it, so that nobody is asked whether
// to leave, and nobody leaves something behind.
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
}

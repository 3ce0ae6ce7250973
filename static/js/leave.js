// Links marked data-after-saving wait until everything is saved, so that nobody is asked whether
// to leave, and nobody leaves something behind.
export function leaveAfterSaving(whenSaved) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-after-saving]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await whenSaved();
    location.assign(link.href);
  });
}

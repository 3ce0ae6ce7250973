// What every page of the staff does: focus on what is wrong, the search key, a menu that closes.
import "./shortcuts.js";
import "./combobox.js";
import "./session-end.js";
import "./send-safely.js";

// htmx writes down the address for a history that we do not use. Nothing stays in the browser.
sessionStorage.removeItem("htmx-current-path-for-history");

document.querySelector("[data-focus]")?.focus();

// Links of the error summary lead to the box itself.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".errors a[href^='#']");
  const box = link && document.getElementById(link.hash.slice(1));
  if (!box) return;
  event.preventDefault();
  box.scrollIntoView({ block: "center" });
  box.focus({ preventScroll: true });
});

// The name menu closes when one looks elsewhere, and on Escape.
const menu = document.querySelector(".name-menu");
menu?.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});

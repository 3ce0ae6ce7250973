// Keys with Ctrl or Alt, as the page declares them: an element with data-shortcut="ctrl+k" is
// focused, or pressed when it is a button, a link or a choice. The server leaves the attribute
// out for people who switched shortcuts off.
const name = (event) =>
  [event.ctrlKey && "ctrl", event.altKey && "alt", event.key.toLowerCase()].filter(Boolean).join("+");

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.altKey) || event.metaKey || event.shiftKey) return;
  const wanted = name(event);
  const found = [...document.querySelectorAll("[data-shortcut]")].find(
    (element) => element.dataset.shortcut === wanted && !element.disabled,
  );
  if (!found) return;
  event.preventDefault();
  found.focus();
  const pressed = found.matches("button, a, input[type=radio], input[type=checkbox], summary");
  if (pressed) found.click();
  else found.select?.();
});

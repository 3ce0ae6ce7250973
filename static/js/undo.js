// How long a decision can still be undone, told calmly: each ten seconds, and never read out aloud.
const line = document.querySelector("[data-undo-until]");

function tell() {
  const left = Math.round((Date.parse(line.dataset.undoUntil) - Date.now()) / 1000);
  if (left <= 0) {
    line.textContent = "It is too late to undo this here.";
    line.previousElementSibling.remove();
    clearInterval(timer);
  } else if (left <= 60) line.textContent = "for less than a minute";
}

const timer = line ? setInterval(tell, 10_000) : undefined;
if (line) tell();

// Y, N, U answer the question that has the focus and move on; Backspace goes back. Only for people
// who switched the keys on, and never while a box for text has the focus.
const LONGEST_WAIT = 1000;
const LETTERS = ["y", "n", "u"];

const box = (row) =>
  row.querySelector(":scope > .q input:checked") ??
  row.querySelector(":scope > .q :is(input:not([type=hidden]), textarea)");

export function fastKeys(grid, save) {
  const held = []; // keys pressed while follow-ups are on their way
  let waiting = false;

  const rows = () => [...grid.querySelectorAll("[data-question]")];

  function step(row, by) {
    const all = rows();
    const target = all[all.indexOf(row) + by];
    if (target) box(target)?.focus();
    else if (by > 0) document.querySelector("[data-go-on]")?.focus();
  }

  function choiceFor(row, key) {
    return row.querySelector(`:scope > .q input[aria-keyshortcuts="${key.toUpperCase()}"]`);
  }

  async function act(row, key) {
    if (key === "Backspace") {
      step(row, -1);
      return;
    }
    const choice = choiceFor(row, key);
    if (!choice) return;
    const { opens = "" } = row.querySelector(":scope > .q").dataset;
    const before = row.querySelector(":scope > .q input:checked")?.value;
    choice.checked = true;
    const done = save(row);
    // An answer that opens or closes follow-ups waits for them; any other moves on at once.
    if ([before, choice.value].some((value) => opens.split(" ").includes(value))) {
      waiting = true;
      await Promise.race([done, new Promise((go) => setTimeout(go, LONGEST_WAIT))]);
      waiting = false;
    }
    step(row, 1);
  }

  async function replay() {
    while (held.length && !waiting) {
      const row = document.activeElement.closest("[data-question]");
      const key = held.shift();
      if (row && /radio|checkbox/.test(document.activeElement.type)) await act(row, key);
    }
  }

  grid.addEventListener("keydown", async (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const row = event.target.closest("[data-question]");
    if (!row || !/radio|checkbox/.test(event.target.type)) return;
    if (event.key !== "Backspace" && !LETTERS.includes(event.key.toLowerCase())) return;
    if (event.key !== "Backspace" && !choiceFor(row, event.key) && !waiting) return;
    event.preventDefault();
    if (event.repeat) return;
    if (waiting) held.push(event.key);
    else await act(row, event.key).then(replay);
  });
}

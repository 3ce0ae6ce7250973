// Y, N, U answer the question that has the focus and move on; Backspace goes back. Only for people
// who switched the keys on, and never while a box for text has the focus.
const LONGEST_WAIT = 1000;
const ANSWERS = { y: ["yes"], n: ["no", "none"], u: ["not_sure"] };

const box = (row) =>
  row.querySelector(":scope > .q input:checked") ??
  row.querySelector(":scope > .q :is(input:not([type=hidden]), textarea)");

export function fastKeys(grid, save) {
  let waiting = false;

  const rows = () => [...grid.querySelectorAll("[data-question]")];

  function step(row, by) {
    const all = rows();
    const target = all[all.indexOf(row) + by];
    if (target) box(target)?.focus();
    else if (by > 0) document.querySelector(".go-on .btn:not(.btn-primary), [data-go-on]")?.focus();
  }

  grid.addEventListener("keydown", async (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const row = event.target.closest("[data-question]");
    if (!row || !/radio|checkbox/.test(event.target.type)) return;
    if (event.key === "Backspace") {
      event.preventDefault();
      step(row, -1);
      return;
    }
    const wanted = ANSWERS[event.key.toLowerCase()];
    const choice = wanted && [...row.querySelectorAll(":scope > .q input[type=radio]")]
      .find((each) => wanted.includes(each.value));
    if (!choice || waiting || event.repeat) return;
    event.preventDefault();
    choice.checked = true;
    const set = row.querySelector(":scope > .q").dataset;
    const done = save(row);
    // An answer that may open follow-ups waits for them; any other moves on at once.
    if ("opens" in set && choice.value !== set.nothing) {
      waiting = true;
      await Promise.race([done, new Promise((go) => setTimeout(go, LONGEST_WAIT))]);
      waiting = false;
    }
    step(row, 1);
  });
}

// Narrows a long list of ticks while one types. Without script the whole list scrolls.
//
//   <fieldset data-pick> … <div class="pick-filter" hidden><input …><p role="status"></p></div>
//     <div class="pick-list"> ticks … </div> </fieldset>

function narrow(rows, says, words) {
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.toLocaleLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown += 1;
  }
  says.textContent = words.length ? `${shown} of ${rows.length} shown` : "";
}

function prepare(root) {
  const filter = root.querySelector(".pick-filter");
  if (!filter) return;
  const input = filter.querySelector("input");
  const says = filter.querySelector("[role=status]");
  const rows = [...root.querySelectorAll(".pick-list .form-check")];
  filter.hidden = false;
  input.addEventListener("input", (event) => {
    event.stopPropagation(); // what is looked for is no change of the entry
    narrow(rows, says, input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean));
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

document.querySelectorAll("[data-pick]").forEach(prepare);

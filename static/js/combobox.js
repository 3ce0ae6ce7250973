// A search box that lists what it finds while one types (ARIA combobox, list autocomplete, manual
// choice). Without script the same box sends its form and the server shows a page of results.
//
//   <div class="combobox" data-combobox data-url="/patients/find/rows/" data-min="2">
//     <input name="q" type="search" …>
//   </div>
//
// The server answers a POST of the box's name with <li role="option" data-url="…">…</li> rows.
// A row with data-post sends the box's form there, with what was typed, instead of opening it.
import { csrfHeaders } from "./csrf.js";

const WAIT = 150;

class Combobox {
  constructor(root, number) {
    this.root = root;
    this.input = root.querySelector("input");
    this.min = Number(root.dataset.min ?? 2);
    this.list = document.createElement("ul");
    this.list.id = `combobox-list-${number}`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", root.dataset.label ?? "Found");
    this.says = document.createElement("div");
    this.says.className = "visually-hidden";
    this.says.setAttribute("role", "status");
    root.append(this.list, this.says);
    for (const [attribute, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) {
      this.input.setAttribute(attribute, value);
    }
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  typed() {
    clearTimeout(this.timer);
    this.request?.abort();
    if (this.input.value.trim().length < this.min) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const request = new AbortController();
    this.request = request;
    const body = new URLSearchParams({ [this.input.name]: this.input.value });
    try {
      const answer = await fetch(this.root.dataset.url, {
        method: "POST",
        headers: { ...csrfHeaders(), "HX-Request": "true" },
        signal: request.signal,
        body,
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const rows = await answer.text();
      if (request === this.request && !request.signal.aborted) this.show(rows);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this.close();
      this.says.textContent = "The search did not answer. Press Enter to search again.";
    }
  }

  show(rows) {
    this.list.innerHTML = rows;
    this.options.forEach((option, place) => {
      option.id = `${this.list.id}-${place}`;
      option.setAttribute("aria-selected", "false");
    });
    this.active = null;
    this.input.removeAttribute("aria-activedescendant");
    const count = this.options.length;
    this.list.hidden = count === 0;
    this.input.setAttribute("aria-expanded", String(count > 0));
    const people = this.options.filter((option) => !("other" in option.dataset)).length;
    this.says.textContent = people === 1 ? "1 match" : `${people} matches`;
  }

  close() {
    this.list.hidden = true;
    this.active = null;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  move(step) {
    const options = this.options;
    if (this.list.hidden || !options.length) return;
    const now = options.indexOf(this.active);
    const next = now < 0 && step < 0 ? options.length - 1 : (now + step + options.length) % options.length;
    this.active?.setAttribute("aria-selected", "false");
    this.active = options[next];
    this.active.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", this.active.id);
    this.active.scrollIntoView({ block: "nearest" });
  }

  choose(option) {
    if (!option?.dataset.url) return;
    if (!("post" in option.dataset)) {
      location.assign(option.dataset.url);
      return;
    }
    // What was typed goes along, and never into an address.
    const form = this.input.form;
    form.action = option.dataset.url;
    form.submit();
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.typed();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.active) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (this.list.hidden) this.input.value = "";
      this.close();
    }
  }
}

document.querySelectorAll("[data-combobox]").forEach((root, number) => new Combobox(root, number));

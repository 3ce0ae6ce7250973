// Sends answers to the server one after the other, each with its own key, and keeps trying until
// the server has said what became of it: the same key sent twice is one save.
import { csrfHeaders } from "./csrf.js";
import { letGo } from "./save-state.js";
import { samePerson } from "./same-person.js";
import { dropPage } from "./session-end.js";
import { signInFirst } from "./sign-in-first.js";

const LATE = 1000;
const PAUSES = [1000, 2000, 4000, 8000, 15000];

export class Queue {
  constructor(url, version) {
    this.url = url;
    this.version = version;
    this.waiting = [];
    this.resting = [];
  }

  // The newest answer to a question replaces one that has not left yet.
  add(key, data, tell) {
    return new Promise((resolve) => {
      const older = this.waiting.find((item) => item.key === key && !item.sending);
      if (older) {
        this.waiting.splice(this.waiting.indexOf(older), 1);
        older.resolve(false);
      }
      this.waiting.push({ key, data, tell, resolve, id: crypto.randomUUID(), tries: 0 });
      this.next();
    });
  }

  idle() {
    if (!this.waiting.length) return Promise.resolve();
    return new Promise((resolve) => this.resting.push(resolve));
  }

  async next() {
    if (this.busy || !this.waiting.length) return;
    this.busy = true;
    const [item] = this.waiting;
    item.sending = true;
    const late = setTimeout(item.tell.slow, LATE);
    const answer = await this.send(item).catch(() => null);
    clearTimeout(late);
    if (answer === null) {
      item.tell.failed();
      await this.pause(item.tries++);
      this.busy = false;
      item.sending = false;
      this.next();
      return;
    }
    this.waiting.shift();
    this.busy = false;
    item.tell.done(...answer);
    item.resolve(answer[0] === "saved");
    if (!this.waiting.length) this.resting.splice(0).forEach((rest) => rest());
    this.next();
  }

  // [what became of it, the element the server sent], or null when nobody knows.
  async send(item) {
    const body = new URLSearchParams(item.data);
    body.set("version", String(this.version));
    body.set("key", item.id);
    const answer = await fetch(this.url, {
      method: "POST",
      headers: { ...csrfHeaders(), "HX-Request": "true", "HX-Current-URL": location.href },
      body,
    });
    if (answer.headers.has("HX-Redirect")) return signInFirst(this.waiting, this.version);
    if (answer.status === 403) return this.newToken();
    const shown = element(await answer.text());
    if (answer.ok && shown?.matches("[data-saved]")) {
      this.version = Number(shown.dataset.version);
      return ["saved", shown];
    }
    if (shown?.matches("[data-conflict]")) return ["conflict", shown];
    if (shown?.matches("[data-invalid]")) return ["invalid", shown];
    if (shown?.matches("[data-refused]")) return ["refused", shown];
    return null;
  }

  // Somebody signed in again in another tab: this page's token is old. The same person goes on
  // with a new one; nobody else saves what this one typed.
  async newToken() {
    if ((await samePerson()) === "other") {
      this.waiting.forEach((item) => letGo(item.key));
      dropPage();
      return new Promise(() => {}); // this page is over
    }
    return null;
  }

  pause(tries) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PAUSES[Math.min(tries, PAUSES.length - 1)]);
      addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
    });
  }
}

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

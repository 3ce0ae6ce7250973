// The session has ended while answers were on their way. They go to the server as an ordinary
// form, which leads to the sign-in page and, once somebody has signed in, back here with them.
import { csrfHeaders } from "./csrf.js";
import { letGo } from "./save-state.js";

export function signInFirst(waiting, version) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = document.querySelector("[data-health] form").action;
  form.hidden = true;
  put(form, "csrfmiddlewaretoken", csrfHeaders()["X-CSRFToken"]);
  put(form, "version", String(version));
  put(form, "key", crypto.randomUUID());
  put(form, "sent", whose());
  const newest = new Map(waiting.map((item) => [item.key, item]));
  for (const [key, item] of newest) {
    letGo(key);
    put(form, "shown", key);
    for (const [name, value] of item.data) if (name !== "question") put(form, name, value);
  }
  document.body.append(form);
  form.submit();
  return new Promise(() => {}); // this page is over
}

// Says whose page this is: nobody else goes on with it (clinic/once.py).
const whose = () => document.querySelector("[data-health] [name=sent]").value;

function put(form, name, value) {
  const box = document.createElement("input");
  box.type = "hidden";
  box.name = name;
  box.value = value;
  form.append(box);
}

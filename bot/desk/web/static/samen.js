// What the scripts share: the token of the session, posting, and putting the server's own HTML in place.
const policy = globalThis.trustedTypes?.createPolicy("desk", { createHTML: (html) => html });
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
export const isHere = () => meta("aanwezig") === "aanwezig";

// HTML comes from our own templates alone, in which everything that people typed is escaped.
export function pieces(html) {
  const shell = document.createElement("template");
  shell.innerHTML = policy ? policy.createHTML(html) : html;
  return shell.content;
}

export async function post(path, fields = {}) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRF-Token": meta("csrf") },
    body: new URLSearchParams(fields),
  });
  if (answer.status === 401) location.assign("/desk/inloggen");
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(body.error), { said: body.error });
  return body;
}

// A part of the page is drawn anew; who was in it with the keyboard stays where he was.
export function redraw(place, html) {
  const id = place.contains(document.activeElement) ? document.activeElement.id : "";
  place.replaceChildren(pieces(html));
  if (id) document.getElementById(id)?.focus();
}

export function announce(words) {
  const place = one("#omroep");
  place.textContent = "";
  setTimeout(() => { place.textContent = words; }, 50);
}

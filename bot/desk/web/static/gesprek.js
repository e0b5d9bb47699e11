// One open conversation: new lines, sending, typing and read signs, ready answers, a draft that stays.
import { all, announce, one, pieces, post } from "./samen.js";

const TYPING_EVERY = 4000;
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

export function talk() {
  const { gesprek: id = "", laatste = "0", staat = "", mijn } = document.body.dataset;
  const open = { id, last: Number(laatste), add: () => false, seen() {}, stands() {}, catchUp() {} };
  if (!id) return open;
  const path = `/desk/gesprek/${id}`;
  const log = one("#log");
  const toEnd = () => { log.scrollTop = log.scrollHeight; };

  open.add = (said) => {
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    const fresh = all("li.line", pieces(said.html)).filter((line) => !document.getElementById(line.id));
    one("ol", log).append(...fresh);
    open.last = Math.max(open.last, said.laatste);
    open.seen(said.gezien);
    const heard = fresh.filter((line) => line.matches(".by-bezoeker"));
    if (heard.length) {
      announce(heard.map((line) => `${one(".from b", line).textContent}: ${one(".words", line).textContent}`).join(" "));
      one("#typt").hidden = true;
    }
    if (fresh.length && atEnd) toEnd();
    readAll();
    return fresh.length > 0;
  };
  let seen = 0; // what comes in by two ways may come in another order
  open.seen = (until) => {
    seen = Math.max(seen, until);
    all("[data-gezien]").forEach((mark) => { mark.hidden &&= Number(mark.dataset.gezien) > seen; });
  };
  open.stands = (now) => { if (now && now !== staat) one("#verouderd").hidden = false; };
  open.catchUp = async () => {
    const answer = await fetch(`${path}/regels?na=${open.last}`, { headers: { Accept: "application/json" } });
    if (answer.ok) open.add(await answer.json());
  };

  let told = 0;
  function readAll() {
    if (document.hidden || !mijn || mijn === "0" || open.last <= told) return;
    told = open.last;
    post(`${path}/gelezen`, { tot: told }).catch(() => { told = 0; });
    const badge = one(`[data-tab="${id}"] .badge`);
    if (badge) { badge.hidden = true; badge.dataset.aantal = 0; }
  }
  document.addEventListener("visibilitychange", readAll);
  readAll();
  toEnd();
  if (one("#antwoord")) replying(path, open, toEnd);
  return open;
}

function replying(path, open, toEnd) {
  const form = one("#antwoord");
  const field = one("#tekst");
  const trouble = one("#antwoord-fout");
  const store = `desk.${open.id}`;
  const kept = JSON.parse(sessionStorage.getItem(store) ?? "{}");
  let key = kept.key ?? newKey();
  let tried = kept.tried ?? null;
  let typedAt = 0;
  let busy = false;
  if (!field.value && kept.text) field.value = kept.text;
  const keep = () => {
    if (field.value) sessionStorage.setItem(store, JSON.stringify({ text: field.value, key, tried }));
    else sessionStorage.removeItem(store);
  };

  field.addEventListener("input", () => {
    keep();
    if (field.value && Date.now() - typedAt > TYPING_EVERY) {
      typedAt = Date.now();
      post(`${path}/typt`).catch(() => {});
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value;
    if (busy || !text.trim()) return;
    busy = true;
    // the same words sent again are one message; other words are another one
    if (tried !== null && tried !== text) key = newKey();
    tried = text;
    keep();
    try {
      open.add(await post(`${path}/antwoord`, { key, tekst: text, na: open.last }));
      if (field.value === text) field.value = "";
      key = newKey();
      tried = null;
      typedAt = 0;
      trouble.hidden = true;
      toEnd();
    } catch (failure) {
      trouble.textContent = failure.said ?? "Niet verstuurd: geen verbinding. Uw tekst staat er nog. Druk opnieuw op Verstuur.";
      trouble.hidden = false;
    }
    keep();
    busy = false;
  });
  searching(field, keep);
}

function searching(field, keep) {
  const found = one("#gevonden");
  const query = one("#zoek");
  let timer;
  const search = async () => {
    const asked = query.value;
    const answer = await fetch(`/desk/antwoorden?q=${encodeURIComponent(asked)}`);
    if (answer.ok && query.value === asked) {
      found.replaceChildren(pieces(await answer.text()));
      announce(`${all("li", found).length} antwoorden gevonden.`);
    }
  };
  query.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 250); });
  one("#zoeken").addEventListener("submit", (event) => { event.preventDefault(); search(); });
  found.addEventListener("click", (event) => {
    const button = event.target.closest("[data-gebruik]");
    if (!button) return;
    field.value = [field.value.trim(), button.dataset.gebruik].filter(Boolean).join("\n\n");
    field.focus();
    keep();
  });
}

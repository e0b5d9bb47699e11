/** One message on the screen. */
import { blocks, spoken, table } from "./markup.js";
import { h, icon, textButton, unseen } from "./nodes.js";
import { T } from "./texts.js";

export const MINUTE = 60_000;

export function nameOf({ from, name }) {
  if (from === "visitor") return T.visitor;
  if (from !== "adviser") return name || T.assistant;
  return name ? T.adviserNamed(name) : T.adviser;
}

function timeOf(at) {
  const moment = new Date(at ?? NaN);
  if (Number.isNaN(moment.getTime())) return null;
  const text = new Intl.DateTimeFormat("nl-NL", { hour: "2-digit", minute: "2-digit" }).format(moment);
  return h("time", { datetime: moment.toISOString() }, text);
}

/** The day of a message in words, when it is another one than that of the message before it. */
export function dayBetween(before, entry) {
  const now = new Date();
  const day = new Date(entry.at ?? now);
  const last = before ? new Date(before.at ?? now) : now;
  if (day.toDateString() === last.toDateString()) return null;
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (day.toDateString() === now.toDateString()) return T.today;
  if (day.toDateString() === yesterday.toDateString()) return T.yesterday;
  const shown = { weekday: "long", day: "numeric", month: "long" };
  return new Intl.DateTimeFormat("nl-NL", shown).format(day);
}

/** True when a message goes on where the one before stopped, so that its head can be left out. */
export function sameBreath(before, entry) {
  const apart = Math.abs(new Date(entry.at) - new Date(before.at));
  return before.from === entry.from && nameOf(before) === nameOf(entry) && !(apart > 2 * MINUTE);
}

function source(text) {
  return h("details", {}, h("summary", {}, T.source), ...blocks(text));
}

function choices(entry, act) {
  const group = h("div", { class: "choices", role: "group", "aria-label": T.choices });
  for (const button of entry.buttons) {
    const node = textButton("choice", button.title, null, icon("check"));
    node.addEventListener("click", () => {
      // aria-disabled and not disabled, so that the focus stays and Tab goes on to the answer
      if (node.getAttribute("aria-disabled") !== "true") act.choose(button);
    });
    group.append(node);
  }
  return group;
}

/** An outcome as a card: ring the number in it, keep it on paper. Its files are links in the text. */
function cardTools(entry, body, act) {
  const links = [...body.querySelectorAll('a[href^="tel:"]')];
  const numbers = new Map(links.map((node) => [node.textContent, node.href]));
  const calls = [...numbers].map(([number, href]) =>
    h("a", { href, class: "plain" }, icon("phone"), T.call(number)),
  );
  const print = textButton("plain", T.print, () => act.print(entry), icon("printer"));
  return h("div", { class: "actions" }, ...calls, print);
}

function thumb(entry, helpful, act) {
  const [label, rest] = helpful ? T.helps : T.helpsNot;
  const node = textButton(`quiet ${helpful ? "" : "down"}`, label, null, icon("thumb"));
  node.append(unseen(rest)); // by name it differs from an answer to a question
  node.setAttribute("aria-pressed", String(entry.helpful === helpful));
  node.addEventListener("click", () => act.think(entry, helpful));
  return node;
}

/** Whether an answer helped, and the easier version of it. */
function answerTools(entry, act) {
  const label = h("span", { id: `h-${entry.id}` }, T.helped);
  const thumbs = [thumb(entry, true, act), thumb(entry, false, act)];
  const group = { class: "thumbs", role: "group", "aria-labelledby": `h-${entry.id}` };
  entry.thumbs = h("div", group, label, ...thumbs);
  entry.word = h("div", { class: "word" });
  entry.easier = textButton("quiet easier", T.easier, () => act.easier());
  return [h("div", { class: "tools" }, entry.thumbs, entry.easier), entry.word];
}

/** Shows which thumb is up. */
export function showThumb(entry) {
  [...entry.thumbs.querySelectorAll("button")].forEach((node, i) => {
    node.setAttribute("aria-pressed", String(entry.helpful === (i === 0)));
  });
}

/** The optional word with a thumb; `send` gets it. */
export function wordForm(entry, send) {
  const id = `w-${entry.id}`;
  const field = h("input", { id, type: "text", maxlength: "500", autocomplete: "off" });
  const form = h("form", {}, h("label", { for: id }, T.wordLabel), field);
  form.append(h("button", { class: "plain" }, T.wordSend));
  form.addEventListener("submit", (event) => (event.preventDefault(), send(field.value.trim())));
  entry.word.replaceChildren(form);
  field.focus();
  form.scrollIntoView({ block: "nearest" });
}

/** The greeting needs no source, and its choices are the ideas below it. */
const isGreeting = ({ id }) => id.startsWith(".begroeting");

/** Fills the list item of a message; called again when the server knows it better. */
export function draw(entry, act) {
  if (entry.from === "system") return drawEvent(entry);
  if (isGreeting(entry)) Object.assign(entry, { source: null, buttons: [] });
  const who = h("p", { class: "who" }, h("span", { class: "name" }, nameOf(entry)));
  const time = timeOf(entry.at);
  if (time) who.append(" ", time);
  const body = h("div", { class: "bubble" }, ...blocks(entry.text));
  const isResult = entry.kind === "result";
  if (entry.table) body.append(table(entry.table));
  if (isResult) body.prepend(h("h3", {}, T.result));
  if (isResult) body.append(cardTools(entry, body, act));
  if (entry.source) body.append(source(entry.source), ...answerTools(entry, act));
  entry.group = entry.buttons?.length ? choices(entry, act) : null;
  entry.status = entry.from === "visitor" ? h("div", { class: "status" }) : null;
  entry.day = h("p", { class: "day", hidden: true });
  entry.node.className = `message ${entry.from}${isResult ? " result" : ""}`;
  entry.node.replaceChildren(...[entry.day, who, body, entry.group, entry.status].filter(Boolean));
}

/** What the service itself says: somebody came in, the talk was closed. */
function drawEvent(entry) {
  entry.day = h("p", { class: "day", hidden: true });
  entry.node.className = "event";
  entry.node.replaceChildren(entry.day, ...blocks(entry.text));
}

/** The same answer in other letters, or the number of the button. */
function isChosen(answer, title, number) {
  const said = answer?.trim().toLowerCase().replace(/[.!]$/, "");
  return said === title.trim().toLowerCase() || said === String(number);
}

/** Shows of a row of buttons that it is answered, and which one was chosen. */
export function settleChoices({ group, buttons }, answer) {
  [...group.children].forEach((node, i) => {
    node.setAttribute("aria-disabled", "true");
    const chosen = isChosen(answer, buttons[i].title, i + 1);
    if (chosen && !node.classList.contains("chosen")) node.append(unseen(` (${T.chosen})`));
    node.classList.toggle("chosen", chosen);
  });
}

/** A message for the ear: who says what, and what can be chosen. */
export function heardOf(entry) {
  const words = spoken(entry.text);
  const parts = [entry.from === "system" ? words : `${nameOf(entry)}: ${words}`];
  if (entry.table) parts.push([entry.table.head, ...entry.table.rows].flat().join(", "));
  if (entry.buttons?.length) parts.push(T.canChoose(entry.buttons.map(({ title }) => title)));
  return parts.filter(Boolean).join(" ");
}

/** The talk on the screen: messages in order, what is still on its way, and where one is reading. */
import { blocks } from "./markup.js";
import { dayBetween, draw, nameOf, sameBreath, settleChoices } from "./message.js";
import { h, icon, textButton } from "./nodes.js";
import { T } from "./texts.js";

const PATIENCE = 20_000; // milliseconds that the typing sign is believed without an answer
const KEYSTROKE = 6_000; // milliseconds that an adviser counts as typing after a sign of it

/** True for what a person said or was told, and not for a sign such as a place in the queue. */
const isShown = (message) => message.from !== "system" || Boolean(message.text);

export class Thread {
  /** Messages in order; what the server has not numbered yet has seq Infinity. */
  entries = [];

  /** Whether the end of the talk is on the screen. */
  atEnd = true;
  #p;
  #act;
  #typingTimer = 0;
  #typist = null;
  #seen = null;

  /**
   * @param {Object} p the parts of the widget.
   * @param {Object} act what the buttons in the talk do.
   */
  constructor(p, act) {
    this.#p = p;
    this.#act = act;
  }

  get last() {
    return this.entries.findLast(({ from }) => from === "assistant" || from === "adviser");
  }

  /** The name of the adviser with whom one talks now, or null; "" for one without a name. */
  get adviser() {
    const last = this.entries.findLast(({ from, beside }) => from === "adviser" || beside !== undefined);
    if (last?.from === "adviser") return last.name ?? "";
    return last?.beside || null;
  }

  /** The last thing that an adviser said. */
  get lastOfAdviser() {
    return this.entries.findLast(({ from }) => from === "adviser");
  }

  get talked() {
    return this.entries.some(({ from }) => from === "visitor");
  }

  get unsent() {
    return this.entries.filter(({ seq, state }) => seq === Infinity && state !== "sent");
  }

  // ------------------------------------------------ what comes in

  /** Takes in a message of the server; returns the entry when it is new on the screen. */
  take(message, settle) {
    if (!isShown(message)) return null;
    const known = this.entries.find((entry) => entry.id === message.id);
    if (!known) {
      const entry = { ...message, state: "sent" };
      this.place(entry);
      return entry;
    }
    settle(known);
    const same = known.text === message.text;
    Object.assign(known, { seq: message.seq, at: message.at, text: message.text });
    this.place(known, !same);
    if (known.state !== "sent") this.mark(known, "sent");
    return null;
  }

  /** Puts an entry where its number belongs; what is not sent yet stays at the end. */
  place(entry, redraw = false) {
    if (!entry.node) entry.node = h("li");
    if (!entry.node.firstChild || redraw) draw(entry, this.#act);
    const others = this.entries.filter((other) => other !== entry);
    const index = others.findLastIndex(({ seq }) => seq <= entry.seq) + 1;
    others.splice(index, 0, entry);
    const moved = others.some((other, i) => other !== this.entries[i]);
    this.entries = others;
    if (!moved && entry.node.parentNode) return; // moving it would disturb focus and reading
    this.#p.list.insertBefore(entry.node, others[index + 1]?.node ?? null);
  }

  /** Brings everything that depends on the whole talk up to date. */
  refresh(restoring) {
    const visitorLast = this.entries.findLastIndex(({ from }) => from === "visitor");
    const { last } = this;
    this.entries.forEach((entry, i) => {
      const before = this.entries[i - 1];
      const day = dayBetween(before, entry);
      entry.day.hidden = !day;
      entry.day.textContent = day ?? "";
      const follows = Boolean(before) && !day && sameBreath(before, entry);
      entry.node.classList.toggle("follow", follows);
      if (entry.group && i < visitorLast) settleChoices(entry, this.#replyAfter(i));
      if (entry.easier) entry.easier.hidden = entry !== last;
    });
    this.#p.start.hidden = visitorLast >= 0 || restoring;
    this.showTyping();
  }

  #replyAfter(index) {
    return this.entries.find(({ from }, i) => i > index && from === "visitor")?.text;
  }

  /** Closes the talk so far: it stays readable above a line, and what is unsent goes below it. */
  expire() {
    const unsent = this.unsent;
    const old = this.entries.filter((entry) => !unsent.includes(entry));
    this.entries = unsent;
    if (old.length === 0) return false;
    for (const entry of old) if (entry.group) settleChoices(entry);
    const list = h("ol", { role: "list" });
    list.append(...unsent.map(({ node }) => node));
    this.#p.list.after(h("p", { class: "cut" }, T.expired), list);
    this.#p.list = list;
    return true;
  }

  /** Takes everything off the screen and shows one last text. */
  wipe(text) {
    const list = h("ol", { role: "list" });
    const end = h("div", { class: "cut" }, ...blocks(text));
    this.entries = [];
    this.#p.log.replaceChildren(end, list, this.#p.help, this.#p.start, this.#p.typing);
    this.#p.list = list;
  }

  remove(entry) {
    this.entries = this.entries.filter((other) => other !== entry);
    entry.node.remove();
  }

  // ------------------------------------------------ how far a message of the visitor is

  /** Shows it; returns true when there is trouble that the visitor has to hear of. */
  mark(entry, state, sentence) {
    const changed = entry.state !== state;
    entry.state = state;
    if (!entry.status) return false;
    entry.status.replaceChildren(...this.#statusNodes(entry, state, sentence));
    this.showTyping();
    if (!changed || state === "sent" || state === "sending") return false;
    if (this.atEnd) this.toNewest();
    return true;
  }

  #statusNodes(entry, state, sentence) {
    if (state === "sending") return [h("span", {}, T.sending)];
    if (state === "sent") return entry.id === this.#seen ? [h("span", {}, T.seen)] : [];
    const start = state === "waiting" ? sentence || T.waiting : T.refused;
    const rest = state === "waiting" ? T.waitingOn : sentence;
    const nodes = [h("p", {}, [start, rest].filter(Boolean).join(" "))];
    if (sentence === T.expiredChoice) return nodes; // its question is gone: nothing to repeat
    nodes.push(textButton("plain", T.again, () => this.#act.again(entry)));
    if (state === "refused" && !entry.payload) {
      nodes.push(" ", textButton("plain", T.edit, () => this.#act.takeBack(entry)));
    }
    return nodes;
  }

  // ------------------------------------------------ somebody is typing

  /** An adviser types; null when that stopped. */
  typist(name) {
    this.#typist = name ? { name, until: Date.now() + KEYSTROKE } : null;
    this.showTyping();
  }

  /** The server has dealt with everything, also where nobody had to answer. */
  answered(id) {
    const entry = this.entries.find((known) => known.id === id);
    if (entry) entry.answered = true;
    this.showTyping();
  }

  /** The adviser has read up to a message: it says so there, and no longer at an earlier one. */
  seen(id) {
    const before = this.entries.find((entry) => entry.id === this.#seen);
    const entry = this.entries.find((known) => known.id === id);
    if (!entry || before?.seq > entry.seq) return;
    this.#seen = id;
    for (const changed of [before, entry]) if (changed?.state === "sent") this.mark(changed, "sent");
    if (this.atEnd) this.toNewest();
  }

  #whoTypes() {
    if (this.#typist && this.#typist.until > Date.now()) return T.adviserNamed(this.#typist.name);
    if (this.adviser !== null) return null; // the assistant is silent beside a person
    const waits = ({ state }) => state === "sending" || state === "sent";
    const last = this.entries.findLast(({ from }) => from !== "system");
    if (last?.from !== "visitor" || last.answered || !waits(last)) return null;
    return Date.now() - (last.began ?? 0) < PATIENCE ? T.assistant : null;
  }

  showTyping() {
    const { typing } = this.#p;
    const who = this.#whoTypes();
    clearTimeout(this.#typingTimer);
    this.#typingTimer = 0;
    if (!who) {
      typing.hidden = true;
      return;
    }
    const act = () => this.#typingNow(who);
    if (typing.hidden) this.#typingTimer = setTimeout(act, 400);
    else act();
  }

  #typingNow(who) {
    const { typing } = this.#p;
    const reading = !this.#nearEnd();
    const words = `${who} ${T.typing}`;
    if (typing.hidden || !typing.textContent.endsWith(words)) {
      typing.replaceChildren(h("i", { "aria-hidden": "true" }, h("b")), words);
    }
    typing.hidden = false;
    if (!reading) this.toNewest();
    this.#typingTimer = setTimeout(() => this.showTyping(), KEYSTROKE);
  }

  // ------------------------------------------------ where one is reading

  toNewest() {
    this.#p.log.scrollTop = this.#p.log.scrollHeight;
  }

  /** Scrolls so that an entry is at the top, as far as there is text below it. */
  #reveal(entry) {
    this.#p.log.scrollTop = entry.node.offsetTop - 12;
  }

  /** True when nobody is reading further up. */
  #atReading(entry) {
    const { log } = this.#p;
    return entry.node.offsetTop - log.scrollTop < log.clientHeight + 40;
  }

  /** Brings a new message on the screen with the question before it, unless one reads further up. */
  follow(entry) {
    const before = this.entries[this.entries.indexOf(entry) - 1];
    const question = before?.from === "visitor" && before.node.offsetHeight < 200 ? before : entry;
    if (this.#atReading(entry)) this.#reveal(question);
    else this.#p.below.hidden = false;
  }

  #nearEnd() {
    const { log } = this.#p;
    return log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  }

  scrolled() {
    this.atEnd = this.#nearEnd();
    if (this.atEnd) this.#p.below.hidden = true;
  }
}

/** The name in the head of the panel: with whom one talks now. */
export function speakerOf({ adviser }) {
  return adviser === null ? T.subtitle : T.subtitleAdviser(nameOf({ from: "adviser", name: adviser }));
}

/** The ideas for a first question. */
export function ideasOf({ startvraag, vragen }) {
  const ideas = vragen ? vragen.split("|").map((idea) => idea.trim()) : T.ideas;
  return [...new Set([startvraag, ...ideas].filter(Boolean))];
}

/** What an empty talk shows. */
export function startNodes(ideas, ask) {
  const idea = (text) => {
    const node = textButton("idea", text, () => ask(text));
    node.append(icon("arrow"));
    return h("li", {}, node);
  };
  const list = h("ul", { role: "list" }, ...ideas.map(idea));
  return [h("h3", {}, T.ideasTitle), list, ...blocks(T.danger)];
}

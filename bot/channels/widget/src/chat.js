/** The element <wegwijzer-chat>: a button in the corner and a panel with the talk. */
import { Compose } from "./compose.js";
import { isOpenAt } from "./hours.js";
import { ALIVE, newId, request } from "./line.js";
import { unsent } from "./memory.js";
import { MINUTE, heardOf, showThumb, wordForm } from "./message.js";
import { h, icon, unseen } from "./nodes.js";
import { buildParts } from "./parts.js";
import { printAlone } from "./print.js";
import { hush, sayAloud } from "./speech.js";
import { Talk } from "./talk.js";
import { T } from "./texts.js";
import { Thread, ideasOf, speakerOf, startNodes } from "./thread.js";
import { spoken } from "./markup.js";
import CSS from "./widget.css";

const FULL_SCREEN = "(max-width: 32em), (max-height: 30em)";
const TYPING_EVERY = 4_000; // milliseconds between two signs that the visitor types
const EASIER = { title: T.easier, payload: "/makkelijker" };

let sheet;

function styles() {
  sheet ??= new CSSStyleSheet();
  sheet.replaceSync(CSS);
  return sheet;
}

function deepActive() {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

export class WegwijzerChat extends HTMLElement {
  #p = null;
  #talk = null;
  #thread = null;
  #compose = null;
  #narrow = matchMedia(FULL_SCREEN);
  #listening = null;
  #returnTo = null;
  #unread = 0;
  #lastActive = 0;
  #typedAt = 0;
  #readTo = null;
  #troubled = false;
  #aloud = false;
  #resizes = new ResizeObserver(() => this.#thread.atEnd && this.#thread.toNewest());
  #wishes = [];

  connectedCallback() {
    this.lang = "nl";
    if (!this.#p) this.#build();
    this.#listening = new AbortController();
    this.#listen(this.#listening.signal);
    this.#resizes.observe(this.#p.log); // the keyboard or a warning makes it shorter
    this.hidden = true;
    this.#appear();
  }

  disconnectedCallback() {
    this.#listening.abort();
    this.#resizes.disconnect();
    this.#talk.stop();
    hush();
  }

  // ------------------------------------------------ for the page

  /** Opens the panel and puts the focus in it. */
  open() {
    this.#whenAlive(() => this.#open(true));
  }

  /** Closes the panel and gives the focus back to where it was. */
  close() {
    if (this.isOpen) this.#close();
  }

  /** Opens the panel and sends a text, after the same check for private data as typed text. */
  send(text) {
    this.#whenAlive(() => {
      this.#open(true);
      this.#compose.submit(String(text));
    });
  }

  /** Calls `act` at each event "open", "close" or "message"; returns the function that ends it. */
  on(what, act) {
    const hear = ({ detail }) => act(detail);
    this.addEventListener(`wegwijzer:${what}`, hear);
    return () => this.removeEventListener(`wegwijzer:${what}`, hear);
  }

  /** True while the panel is shown. */
  get isOpen() {
    return Boolean(this.#p?.panel.open);
  }

  // ------------------------------------------------ building and listening

  /** A page may call before the service has said that it is alive: then it is done after. */
  #whenAlive(act) {
    if (this.#p && !this.hidden) act();
    else this.#wishes.push(act);
  }

  #build() {
    const root = this.attachShadow({ mode: "open" });
    const { titel, positie } = this.dataset;
    root.adoptedStyleSheets = [styles()];
    this.#p = buildParts(titel || T.title);
    this.#p.frame.classList.toggle("left", positie === "links");
    root.append(this.#p.frame);
    this.#thread = new Thread(this.#p, {
      choose: (button) => this.#choose(button),
      again: (entry) => this.#again(entry),
      takeBack: (entry) => this.#takeBack(entry),
      easier: () => this.#choose(EASIER),
      print: (entry) => printAlone(this, entry.node),
      think: (entry, helpful) => this.#think(entry, helpful),
    });
    this.#compose = new Compose(this.#p, {
      post: (words) => this.#post(words),
      announce: (text) => this.#announce(text),
      alarm: (text) => this.#alarm(text),
    });
    this.#talk = new Talk(this);
    const ideas = startNodes(ideasOf(this.dataset), (idea) => this.#askIdea(idea));
    this.#p.start.replaceChildren(...ideas);
    this.#showOpener();
  }

  #listen(signal) {
    const p = this.#p;
    const on = (target, event, act) => target.addEventListener(event, act, { signal });
    on(p.opener, "click", () => this.#open(true));
    on(p.close, "click", () => this.#close());
    on(p.larger, "click", () => this.#toggleLarger());
    on(p.aloud, "click", () => this.#toggleAloud());
    on(p.up, "click", () => p.log.focus());
    on(p.down, "click", () => p.input.focus());
    on(p.below, "click", () => this.#thread.toNewest());
    on(p.log, "scroll", () => (this.#thread.scrolled(), this.#tellRead()));
    on(p.input, "input", () => (this.#compose.typed(), this.#tellTyping()));
    on(p.input, "paste", (event) => this.#compose.paste(event));
    on(p.input, "keydown", (event) => this.#inputKey(event));
    on(p.send, "click", () => this.#submitInput());
    on(p.panel, "keydown", (event) => this.#panelKey(event));
    on(p.panel, "focusin", (event) => this.#focusMoved(event.target));
    on(p.panel, "cancel", (event) => (event.preventDefault(), this.#close()));
    on(this.#narrow, "change", () => this.#refit());
    on(window, "online", () => this.#back());
    on(document, "visibilitychange", () => document.hidden || this.#back());
    on(document, "click", (event) => this.#pageClick(event));
    if (window.visualViewport) on(visualViewport, "resize", () => this.#fitKeyboard());
    if (window.visualViewport) on(visualViewport, "scroll", () => this.#fitKeyboard());
  }

  /** Shows itself only when the service is alive, within its hours or in the middle of a talk. */
  async #appear() {
    try {
      await Promise.all([request(ALIVE, { timeout: 8000 }), this.#talk.asked]);
    } catch {
      return;
    }
    const wanted = this.#talk.restoring || isOpenAt(this.dataset.tijden, new Date());
    if (!this.hidden || !wanted) return;
    this.hidden = false;
    for (const node of document.querySelectorAll("[data-wegwijzer-vraag][hidden]")) {
      node.hidden = false;
    }
    this.#talk.resume();
    this.#takeUpUnsent();
    if (this.#talk.restoring) this.#talk.watch();
    if (this.dataset.open === "ja") this.#open(false);
    for (const act of this.#wishes.splice(0)) act();
  }

  /** What was not delivered before the reload goes on its way again. */
  #takeUpUnsent() {
    for (const kept of unsent.read()) {
      const text = kept.text ?? kept.title;
      const entry = { ...kept, kept: kept.text, text, from: "visitor", seq: Infinity };
      if (this.#thread.entries.some(({ id }) => id === entry.id)) continue;
      this.#thread.place(entry);
      this.#talk.post(entry);
    }
    this.#refresh();
  }

  /** The network or the visitor is back: look at once. */
  #back() {
    if (this.hidden) this.#appear();
    else if (this.isOpen || this.pace() < Infinity) this.#talk.wake();
    else this.#talk.hurry();
    this.#tellRead();
  }

  #pageClick(event) {
    const node = event.target.closest?.("[data-wegwijzer-vraag]");
    if (!node || this.hidden) return;
    event.preventDefault();
    if (node.dataset.wegwijzerVraag) this.send(node.dataset.wegwijzerVraag);
    else this.open();
  }

  // ------------------------------------------------ open and close

  #open(withFocus) {
    if (this.isOpen || this.hidden) return;
    this.#returnTo = deepActive();
    this.#p.opener.hidden = true;
    this.#showPanel();
    this.#unread = 0;
    this.#lastActive = Date.now();
    this.#refresh();
    this.#thread.toNewest();
    this.#tellRead();
    if (withFocus) this.#focusInside();
    this.#talk.watch();
    this.#tell("open");
  }

  #close() {
    hush();
    this.#p.frame.append(this.#p.announcer, this.#p.alarm);
    this.#p.panel.close();
    this.#showOpener();
    const back = this.#returnTo;
    (back?.isConnected && back !== document.body ? back : this.#p.opener).focus();
    this.#tell("close");
  }

  /** Full screen it is modal, since the page behind it cannot be seen. */
  #showPanel() {
    const { panel, announcer, alarm } = this.#p;
    if (this.#narrow.matches) panel.showModal();
    else panel.setAttribute("open", ""); // show() would take the focus
    panel.append(announcer, alarm); // outside a modal dialog nothing is read out
    this.#fitKeyboard();
  }

  /** Under a finger the keyboard would hide the answer, so there the title has the focus. */
  #focusInside() {
    const finger = this.#narrow.matches && matchMedia("(pointer: coarse)").matches;
    (finger ? this.#p.title : this.#p.input).focus();
  }

  #refit() {
    if (!this.isOpen) return;
    const focused = this.shadowRoot.activeElement;
    this.#p.panel.close();
    this.#showPanel();
    focused?.focus();
  }

  /** Keeps the input above the keyboard of a phone; with pinch zoom the panel stays as it is. */
  #fitKeyboard() {
    const { style } = this.#p.panel;
    const view = window.visualViewport;
    const fit = view && this.#narrow.matches && Math.abs(view.scale - 1) < 0.01;
    if (fit) {
      style.setProperty("--_height", `${view.height}px`);
      style.setProperty("--_top", `${view.offsetTop}px`);
    } else {
      style.removeProperty("--_height");
      style.removeProperty("--_top");
    }
  }

  #showOpener() {
    const { opener } = this.#p;
    const label = this.#thread.talked ? T.openerGoOn : this.dataset.knop || T.opener;
    const parts = [icon("signpost"), h("span", {}, label)];
    if (this.#unread) {
      const text = T.unread(this.#unread);
      parts.push(h("span", { class: "count" }, String(this.#unread), unseen(` (${text})`)));
    }
    opener.replaceChildren(...parts);
    opener.hidden = this.isOpen;
  }

  #toggleLarger() {
    const { larger, panel } = this.#p;
    const large = panel.classList.toggle("large");
    larger.setAttribute("aria-pressed", String(large));
    this.#compose.grow();
    if (this.#thread.atEnd) this.#thread.toNewest();
  }

  /** Reads the last answer aloud, and from then on each new one. */
  #toggleAloud() {
    this.#aloud = !this.#aloud;
    this.#p.aloud.setAttribute("aria-pressed", String(this.#aloud));
    hush();
    if (this.#aloud && this.#thread.last) this.#speak(this.#thread.last);
  }

  #speak(entry) {
    const trouble = sayAloud(heardOf(entry));
    if (trouble) this.#announce(trouble);
  }

  #panelKey(event) {
    if (event.key === "Tab") this.#p.panel.classList.add("keys");
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    this.#close();
  }

  /** While somebody reads in the log, the way back to the input is shown. */
  #focusMoved(target) {
    const { panel, log, down } = this.#p;
    panel.classList.toggle("reading", log.contains(target) || target === down);
  }

  #tell(what, detail) {
    const options = { bubbles: true, composed: true, detail };
    this.dispatchEvent(new CustomEvent(`wegwijzer:${what}`, options));
  }

  // ------------------------------------------------ sending

  #inputKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submitInput();
  }

  #submitInput() {
    this.#p.input.focus();
    this.#compose.submit(this.#p.input.value);
  }

  #post({ text, payload, title, kept }) {
    const at = new Date().toISOString();
    const entry = { id: newId(), seq: Infinity, from: "visitor", text: text ?? title, at };
    Object.assign(entry, { payload, title, kept, posted: true, began: Date.now() });
    if (!payload) this.#compose.set("");
    hush();
    this.#lastActive = Date.now();
    this.#typedAt = 0;
    this.#thread.place(entry);
    this.#refresh();
    this.#thread.toNewest();
    this.#talk.post(entry);
  }

  #choose({ title, payload }) {
    if (payload) this.#post({ title, payload });
    else this.#post({ text: title, kept: title });
  }

  /** The ideas go away when one is asked, so the focus goes on to where the talk is. */
  #askIdea(idea) {
    const finger = matchMedia("(pointer: coarse)").matches;
    (finger ? this.#p.log : this.#p.input).focus();
    this.#compose.submit(idea);
  }

  #again(entry) {
    this.#p.input.focus();
    entry.seq = Infinity;
    this.#thread.place(entry);
    this.#talk.again(entry);
  }

  #takeBack(entry) {
    this.#thread.remove(entry);
    this.#refresh();
    this.#compose.set(entry.text);
    this.#p.input.focus();
  }

  /** A thumb counts at once; the word with it may follow. */
  async #think(entry, helpful) {
    const fine = await this.#giveFeedback(entry, { answer: entry.id, helpful });
    if (!fine) return;
    entry.helpful = helpful;
    showThumb(entry);
    if (helpful) this.#thank(entry);
    else wordForm(entry, (word) => this.#giveWord(entry, word));
  }

  async #giveWord(entry, word) {
    const body = { answer: entry.id, helpful: entry.helpful, word };
    if (word && !(await this.#giveFeedback(entry, body))) return;
    this.#thank(entry);
    this.#p.input.focus();
  }

  #thank(entry) {
    entry.word.replaceChildren(h("p", {}, T.thanks));
    this.#announce(T.thanks);
  }

  async #giveFeedback(entry, body) {
    try {
      await this.#talk.feedback(body);
      return true;
    } catch {
      entry.word.append(h("p", {}, T.notNow));
      this.#alarm(T.notNow);
      return false;
    }
  }

  // ------------------------------------------------ signs for an adviser

  /** Tells now and then that the visitor types, to an adviser and nobody else; never what. */
  #tellTyping() {
    if (this.#thread.adviser === null || !this.#p.input.value.trim()) return;
    if (Date.now() - this.#typedAt < TYPING_EVERY) return;
    this.#typedAt = Date.now();
    this.#talk.sign({ typing: true });
  }

  /** Tells up to which message of the adviser the visitor has it on the screen. */
  async #tellRead() {
    const { adviser, lastOfAdviser } = this.#thread;
    const looks = this.isOpen && !document.hidden && this.#p.below.hidden;
    if (adviser === null || !looks || !lastOfAdviser || lastOfAdviser.id === this.#readTo) return;
    this.#readTo = lastOfAdviser.id;
    if (!(await this.#talk.sign({ read: lastOfAdviser.id }))) this.#readTo = null;
  }

  // ------------------------------------------------ what the talk tells (called by Talk)

  /** Shows messages; fresh ones are read out and counted, those of before a reload are not. */
  receive(messages, fresh) {
    const settle = (entry) => (this.#talk.settle(entry), this.#tellSent(entry));
    const taken = (messages ?? []).map((message) => this.#thread.take(message, settle));
    const shown = taken.filter(Boolean);
    for (const message of messages ?? []) if (message.kind === "status") this.#status(message, fresh);
    this.#refresh();
    if (!fresh) this.#resumeAt(shown.at(-1));
    if (!fresh || shown.length === 0) return;
    for (const entry of shown) this.#hearMessage(entry);
    this.#thread.follow(shown[0]);
    this.#tellRead();
  }

  /** What is worth knowing and not worth keeping. */
  note({ typing, answered, read }) {
    if (typing !== undefined) this.#thread.typist(typing);
    if (read) this.#thread.seen(read);
    if (answered) this.#thread.answered(answered);
  }

  /** The server has the message; its answer comes by reading. */
  delivered(entry) {
    this.#thread.mark(entry, "sent");
    this.#tellSent(entry);
  }

  /** Whichever comes first tells it: that it was stored, or the message itself by reading. */
  #tellSent(entry) {
    if (entry.posted) this.#tell("message", { from: entry.from, id: entry.id });
    entry.posted = false;
  }

  /** Shows how far a message of the visitor is. */
  mark(entry, state, sentence) {
    if (this.#thread.mark(entry, state, sentence)) {
      this.#alarm(entry.status.firstChild.textContent);
    }
  }

  /** Says once that the line is down, and once that it is back. */
  connection(fine, sentence) {
    if (!fine) this.#p.trouble.textContent = sentence || T.offline;
    if (fine === !this.#troubled) return;
    this.#troubled = !fine;
    this.#p.trouble.hidden = fine;
    if (fine) this.#announce(T.online);
    else this.#alarm(this.#p.trouble.textContent);
  }

  /** Another tab brought a talk. */
  joined() {
    this.#lastActive = Date.now();
    this.#refresh();
  }

  /** The server has closed the talk: what was said stays readable above a line. */
  expire() {
    this.#p.queue.hidden = true;
    if (this.#thread.expire()) this.#announce(T.expired);
  }

  /** The visitor had the talk deleted: nothing of it stays on the screen. */
  forgotten(text) {
    this.#thread.wipe(text);
    this.#p.queue.hidden = true;
    this.#compose.expect(null);
    this.#refresh();
    this.#announce(spoken(text));
  }

  /** True while what is stored has to be here within a second. */
  get live() {
    const idle = Date.now() - this.#lastActive;
    if (document.hidden && idle > 5 * MINUTE) return false;
    return this.isOpen || (this.#thread.talked && idle < 30 * MINUTE);
  }

  /** Milliseconds to the next look: none between two when live, and never when all is quiet. */
  pace() {
    if (this.live) return 0;
    return this.isOpen || this.#thread.talked ? MINUTE : Infinity;
  }

  // ------------------------------------------------ seeing and hearing

  /** Brings everything that depends on the whole talk up to date. */
  #refresh() {
    const thread = this.#thread;
    thread.refresh(this.#talk.restoring);
    this.#p.subtitle.textContent = speakerOf(thread);
    const answered = thread.entries.at(-1)?.from === "visitor";
    this.#compose.expect(answered ? null : thread.last?.expects);
    if (!this.isOpen) this.#showOpener();
  }

  /** After a reload: at the end of the talk, and as wakeful as its last message is young. */
  #resumeAt(last) {
    this.#thread.toNewest();
    const moment = Date.parse(last?.at);
    if (moment) this.#lastActive = Math.max(this.#lastActive, moment);
  }

  /** The place in the queue; no number takes it away. */
  #status({ queue, wait }, fresh) {
    const place = queue === 1 ? T.queueFirst : T.queue(queue);
    const text = queue > 0 ? [place, wait && T.queueWait(wait)].filter(Boolean).join(" ") : "";
    const changed = text !== this.#p.queue.textContent;
    this.#p.queue.textContent = text;
    this.#p.queue.hidden = !text;
    if (fresh && changed) this.#announce(text);
  }

  /** Reads out below each other, so that two messages in a row are both heard. */
  #announce(text) {
    this.#readOut(this.#p.announcer, text);
  }

  /** For what goes wrong: interrupts what is being read out. */
  #alarm(text) {
    this.#readOut(this.#p.alarm, text);
  }

  #readOut(region, text) {
    if (!text) return;
    const line = h("p", {}, text);
    // a moment later, since the region may just have moved into or out of the panel
    setTimeout(() => region.append(line), 150);
    setTimeout(() => line.remove(), 20_000);
  }

  #hearMessage(entry) {
    if (entry.from !== "system") this.#tell("message", { from: entry.from, id: entry.id });
    if (entry.from === "visitor") return; // typed in another tab
    this.#lastActive = Date.now();
    if (!this.isOpen) this.#unread += 1;
    if (entry.from === "adviser") this.#thread.typist(null);
    if (entry.from === "adviser") this.#p.queue.hidden = true;
    this.#announce(heardOf(entry));
    if (this.#aloud) this.#speak(entry);
    if (!this.isOpen) this.#showOpener();
  }
}

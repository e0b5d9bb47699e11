/** The field in which the visitor types: its length, its help, and the guard before sending. */
import { findPrivate } from "./guard.js";
import { helpWith } from "./help.js";
import { h, textButton } from "./nodes.js";
import { T } from "./texts.js";

const MAX_CHARACTERS = 2000;
const COUNT_FROM = 1800;
const PASTE_LIMIT = 20_000; // what is longer never goes into the field: a browser chokes on megabytes
const PAUSE = 700; // milliseconds without a key, after which the guard looks

/** The server counts characters, not halves of an emoji. */
function lengthOf(text) {
  return text.length > 4 * MAX_CHARACTERS ? text.length : [...text].length;
}

export class Compose {
  #p;
  #say;
  #expected = null;
  #timer = 0;

  /**
   * @param {Object} p the parts of the widget.
   * @param {{post: Function, announce: Function, alarm: Function}} say where words go.
   */
  constructor(p, say) {
    this.#p = p;
    this.#say = say;
  }

  /** What the last answer asks for: it helps with that, and does not warn about it. */
  expect(expected) {
    if (expected === this.#expected) return;
    this.#expected = expected;
    const nodes = helpWith(expected, (text) => {
      this.set(text);
      this.#p.input.focus();
    });
    this.#p.help.replaceChildren(...nodes);
    this.#p.help.hidden = nodes.length === 0;
  }

  set(text) {
    this.#p.input.value = text;
    this.typed();
  }

  typed() {
    this.#guard(false);
    this.#showCount();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), PAUSE);
  }

  /** Keeps a pasted book out of the field. */
  paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text.length <= PASTE_LIMIT) return;
    event.preventDefault();
    this.set(text.slice(0, PASTE_LIMIT));
    this.#say.alarm(T.cutOff);
  }

  /** Sends a text, unless it is empty, too long, or holds what is better left out. */
  submit(raw) {
    const text = raw.trim();
    if (!text) return;
    clearTimeout(this.#timer);
    const over = lengthOf(text) - MAX_CHARACTERS;
    const { kinds, masked } = findPrivate(text, this.#expected);
    if (over > 0 || kinds.length) this.set(raw);
    if (over > 0) this.#say.alarm(T.tooLong(over));
    else if (kinds.length) this.#warn(kinds, masked, text);
    else this.#say.post({ text, kept: masked });
  }

  /** While one types: what is private is told at once, not only at the end. */
  #look() {
    const text = this.#p.input.value.trim();
    const { kinds, masked } = findPrivate(text, this.#expected);
    if (kinds.length && lengthOf(text) <= MAX_CHARACTERS) this.#warn(kinds, masked, text);
  }

  #warn(kinds, masked, text) {
    const { guard } = this.#p;
    clearTimeout(this.#timer);
    const sentence = kinds.length > 1 ? T.privateMore(kinds) : T.privateOne(kinds[0]);
    const send = (chosen) => () => {
      this.#p.input.focus();
      this.#say.post({ text: chosen, kept: masked });
    };
    const without = textButton("strong", T.sendWithout, send(masked));
    const anyway = textButton("plain", T.sendAnyway, send(text));
    guard.replaceChildren(h("p", { id: "guard" }, sentence), h("div", {}, without, anyway));
    this.#guard(true);
    guard.scrollIntoView({ block: "nearest" });
    this.#say.alarm(`${sentence} ${T.privateHelp}`);
  }

  #guard(shown) {
    this.#p.guard.hidden = !shown;
    this.#p.panel.classList.toggle("guarding", shown);
    this.grow();
  }

  grow() {
    const { input } = this.#p;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 4}px`; // and its border
  }

  #showCount() {
    const { input, count } = this.#p;
    const left = MAX_CHARACTERS - lengthOf(input.value);
    const before = count.textContent;
    const shown = left <= MAX_CHARACTERS - COUNT_FROM;
    count.textContent = !shown ? "" : left < 0 ? T.tooMany(-left) : T.left(left);
    count.classList.toggle("over", left < 0);
    if (left < 0) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    if (!before !== !count.textContent || left === -1) this.#say.announce(count.textContent);
  }
}

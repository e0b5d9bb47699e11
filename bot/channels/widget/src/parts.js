/** The fixed parts of the widget; what moves is filled in by the element. */
import { h, icon, textButton, toolButton } from "./nodes.js";
import { canSpeak } from "./speech.js";
import { T } from "./texts.js";

function headParts(title) {
  const p = {
    title: h("h2", { id: "title", tabindex: "-1" }, title),
    subtitle: h("p", {}, T.subtitle),
    aloud: toolButton(T.aloud, icon("speaker")),
    larger: toolButton(T.larger, h("span", {}, h("small", {}, "A"), "A")),
    close: toolButton(T.close, icon("cross")),
  };
  p.larger.setAttribute("aria-pressed", "false");
  p.aloud.setAttribute("aria-pressed", "false");
  p.aloud.hidden = !canSpeak;
  const names = h("div", {}, p.title, p.subtitle);
  return { ...p, head: h("div", { class: "head" }, names, p.aloud, p.larger, p.close) };
}

/** The log is silent: the announcer reads out what is new, and only that. */
function logParts() {
  const p = {
    list: h("ol", { role: "list" }),
    help: h("div", { class: "help", hidden: true }),
    start: h("div", { class: "start", hidden: true }),
    typing: h("p", { class: "typing", hidden: true }),
  };
  const log = { class: "log", role: "log", "aria-live": "off", "aria-label": T.log };
  return { ...p, log: h("div", { ...log, tabindex: "0" }, p.list, p.help, p.start, p.typing) };
}

function composeParts() {
  const field = { id: "input", rows: "1", enterkeyhint: "send", autocomplete: "off" };
  const p = {
    up: textButton("jump", T.toLog),
    input: h("textarea", { ...field, "aria-describedby": "hint help" }),
    send: h("button", { type: "button", class: "send" }, h("span", {}, T.send), icon("plane")),
    guard: h("div", { class: "guard", role: "group", "aria-labelledby": "guard", hidden: true }),
    count: h("span", { class: "left" }),
  };
  const parts = [
    h("div", { class: "label" }, h("label", { for: "input" }, T.label), p.up),
    h("div", { class: "row" }, p.input, p.send),
    p.guard,
    h("div", { class: "foot" }, h("span", { id: "hint" }, T.hint), p.count),
  ];
  return { ...p, compose: h("div", { class: "compose" }, ...parts) };
}

/** @param {string} title the name above the talk. */
export function buildParts(title) {
  const p = {
    ...headParts(title),
    ...logParts(),
    ...composeParts(),
    opener: h("button", { type: "button", class: "opener", "aria-haspopup": "dialog" }),
    trouble: h("p", { class: "trouble", hidden: true }),
    queue: h("p", { class: "queue", hidden: true }),
    below: textButton("below", T.newBelow),
    down: textButton("jump down", T.toInput),
    announcer: h("div", { class: "unseen", "aria-live": "polite" }),
    alarm: h("div", { class: "unseen", role: "alert" }),
  };
  const inside = [p.head, p.trouble, p.queue, p.log, p.below, p.down, p.compose];
  p.below.append(icon("arrow"));
  p.below.hidden = true;
  p.panel = h("dialog", { class: "panel", "aria-labelledby": "title" }, ...inside);
  p.frame = h("div", {}, p.opener, p.panel, p.announcer, p.alarm);
  return p;
}

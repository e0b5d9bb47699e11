/** Text with a little markup becomes nodes: paragraphs, lists, tables, bold, links and numbers. */
import { h, icon, unseen } from "./nodes.js";
import { SERVER } from "./line.js";
import { T } from "./texts.js";

const INLINE = new RegExp(
  [
    String.raw`\*\*([^*\n]+)\*\*`,
    String.raw`\[([^\]\n]+)\]\(([^()\s]+)\)`,
    String.raw`(https:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])`,
    String.raw`\b(0800-\d{4}|0800 \d\d \d\d \d{3}|088 \d{3} \d\d \d\d|088 \d{4} \d{3}|11[23])\b`,
  ].join("|"),
  "g",
);
const FILES = "/bestand/";

/** Returns the address when a talk may link to it (https, tel, our own server), else null. */
function safeAddress(address) {
  let url;
  try {
    url = new URL(address, SERVER);
  } catch {
    return null;
  }
  const fine = url.protocol === "https:" || url.protocol === "tel:" || url.origin === SERVER;
  return fine ? url : null;
}

function link(label, address) {
  const url = safeAddress(address);
  if (!url) return document.createTextNode(label);
  const { href } = url;
  if (url.protocol === "tel:") return h("a", { href }, label);
  const away = { href, target: "_blank", rel: "noopener noreferrer" };
  if (url.origin === SERVER && url.pathname.startsWith(FILES)) {
    return h("a", { ...away, class: "file", download: true }, icon("download"), label);
  }
  return h("a", away, label, icon("outside"), unseen(` (${T.newTab})`));
}

/** Makes a number that can be rung; 112 and 113 only where the sentence is about ringing. */
function phone(number, sentence) {
  if (number.length === 3 && !/\bbel/i.test(sentence)) return document.createTextNode(number);
  return link(number, `tel:${number.replace(/\D/g, "")}`);
}

/** The sentence around a place in a text. */
function sentenceAt(text, start, end) {
  const before = text.slice(0, start).split(/[.!?]\s/).at(-1);
  return before + text.slice(end).split(/[.!?](?:\s|$)/)[0];
}

export function inline(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(INLINE)) {
    const [all, bold, label, address, url, number] = found;
    const next = found.index + all.length;
    const sentence = sentenceAt(text, found.index, next);
    nodes.push(text.slice(end, found.index));
    if (bold) nodes.push(h("strong", {}, ...inlineInside(bold, sentence)));
    else if (label) nodes.push(link(label, address));
    else if (url) nodes.push(link(url.replace(/^https:\/\//, ""), url));
    else nodes.push(phone(number, sentence));
    end = next;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

/** Text inside bold: the sentence around it decides whether 112 is a number to ring. */
function inlineInside(bold, sentence) {
  return /^11[23]$/.test(bold) ? [phone(bold, sentence)] : inline(bold);
}

function paragraph(lines) {
  const nodes = lines.flatMap((line, i) => (i ? [h("br"), ...inline(line)] : inline(line)));
  return h("p", {}, ...nodes);
}

const items = (lines, mark) => lines.map((line) => h("li", {}, ...inline(line.replace(mark, ""))));

/** The first column names its row, so that a screen reader says both names with each cell. */
export function table({ head, rows }) {
  const cells = (row) =>
    row.map((cell, i) => h(i ? "td" : "th", i ? {} : { scope: "row" }, ...inline(String(cell))));
  const title = (cell) => h("th", { scope: "col" }, ...inline(String(cell)));
  const top = head?.length ? h("thead", {}, h("tr", {}, ...head.map(title))) : null;
  const body = h("tbody", {}, ...(rows ?? []).map((row) => h("tr", {}, ...cells(row))));
  const box = { class: "table", role: "region", "aria-label": T.table, tabindex: "0" };
  return h("div", box, h("table", {}, top, body));
}

const cellsOf = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

/** A table needs its line of dashes; without it the lines stay text. */
function tableOf(lines) {
  const [head, dashes, ...rows] = lines.map(cellsOf);
  if (!dashes?.every((cell) => /^:?-+:?$/.test(cell))) return paragraph(lines);
  return table({ head, rows });
}

const KINDS = {
  list: (lines) => h("ul", {}, ...items(lines, /^- /)),
  steps: (lines) => h("ol", {}, ...items(lines, /^\d+[.)] /)),
  table: tableOf,
  text: paragraph,
};

function kindOf(line) {
  if (line.startsWith("- ")) return "list";
  if (/^\d{1,2}[.)] /.test(line)) return "steps";
  if (/^\s*\|.*\|\s*$/.test(line)) return "table";
  return line.trim() ? "text" : "gap";
}

/** Turns text into blocks: paragraphs, lists where lines start with "- " or "1. ", tables. */
export function blocks(text) {
  const groups = [];
  for (const line of String(text ?? "").split(/\r?\n/)) {
    const kind = kindOf(line);
    const last = groups.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else groups.push({ kind, lines: [line] });
  }
  return groups.filter(({ kind }) => kind !== "gap").map(({ kind, lines }) => KINDS[kind](lines));
}

/** The same text for the ear: without signs of markup. */
export function spoken(text) {
  return String(text ?? "")
    .replace(/\*\*/g, "")
    .replace(/\[([^\]\n]+)\]\([^()\s]+\)/g, "$1")
    .replace(/^[\s|:-]*\|[\s|:-]*$/gm, "")
    .replace(/^\s*\||\|\s*$/gm, "")
    .replace(/\s*\|\s*/g, ", ");
}

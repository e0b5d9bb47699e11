/**
 * Wegwijzer langdurige zorg: the talk on any website, in one file without dependencies.
 *
 *   <script src="https://SERVER/widget.js" data-titel="Wegwijzer langdurige zorg"></script>
 *
 * Attributes   data-titel       name of the panel
 *              data-positie     "rechts" (default) or "links"
 *              data-open        "ja" opens the panel at once, without taking the focus
 *              data-startvraag  a question of this page, offered first in an empty talk
 * Any page element with data-wegwijzer-vraag="..." asks that question (empty: only opens) when it
 * is clicked; if it is hidden, it is shown once the service is alive.
 * Element      open(), close(), send(text); events wegwijzer:open, wegwijzer:close and
 *              wegwijzer:message (detail: from and id, never the words).
 * Theme        the page sets --utrecht-button-primary-action-background-color, -color and
 *              -hover-background-color, --utrecht-document-font-family,
 *              --utrecht-focus-outline-color, and for light and dark separately
 *              --wegwijzer-*-color and --wegwijzer-dark-*-color (surface, background, text,
 *              muted, border, link, visitor, adviser).
 *
 * Only the token is kept, in sessionStorage. Styles are constructed and all nodes are built by
 * hand, so a page with a strict Content-Security-Policy needs no exception.
 */
(() => {
  "use strict";

  const SCRIPT = document.currentScript ?? document.querySelector('script[src$="/widget.js"]');
  const SERVER = new URL(SCRIPT?.src || "/", document.baseURI).origin;
  const SESSION = "/webhooks/website/session";
  const MESSAGES = "/webhooks/website/messages";
  const ALIVE = "/gezond";
  const TOKEN_KEY = "wegwijzer-token";
  const MAX_CHARACTERS = 2000;
  const COUNT_FROM = 1800;
  const FULL_SCREEN = "(max-width: 32em), (max-height: 30em)";
  const MINUTE = 60_000;

  // ---------------------------------------------------------------- words on the screen

  const T = Object.freeze({
    title: "Wegwijzer langdurige zorg",
    opener: "Stel uw vraag",
    openerGoOn: "Verder met uw gesprek",
    unread: (n) => (n === 1 ? "1 nieuw bericht" : `${n} nieuwe berichten`),
    assistant: "Wegwijzer",
    adviser: "Medewerker",
    adviserNamed: (name) => `${name}, medewerker`,
    visitor: "U",
    subtitle: "Digitale assistent",
    subtitleAdviser: (name) => `U spreekt met ${name}`,
    close: "Sluit het gesprek",
    larger: "Grotere letters",
    log: "Gesprek",
    label: "Uw vraag of antwoord",
    send: "Verstuur",
    hint: "Uw naam en BSN zijn niet nodig.",
    toLog: "Naar het gesprek",
    toInput: "Naar het invoerveld",
    newBelow: "Nieuw bericht",
    ideasTitle: "Vraag bijvoorbeeld",
    ideas: [
      "Heb ik Wlz of Wmo nodig?",
      "Hoe lang mag het CIZ erover doen?",
      "Welk zorgkantoor hoort bij mij?",
      "Ik wil een medewerker spreken",
    ],
    danger: "Is er nu gevaar? **Bel 112.**",
    choices: "Kies een antwoord",
    chosen: "gekozen",
    canChoose: (titles) => `U kunt kiezen: ${titles.join(", ")}.`,
    source: "Bron",
    table: "Tabel",
    newTab: "opent in een nieuw tabblad",
    typing: "is aan het schrijven",
    sending: "Wordt verstuurd",
    waiting: "Nog niet verstuurd.",
    waitingOn: "Wij proberen het opnieuw.",
    refused: "Niet verstuurd.",
    again: "Opnieuw versturen",
    edit: "Tekst aanpassen",
    offline: "Er is geen verbinding. Wij proberen het steeds opnieuw.",
    online: "De verbinding is er weer.",
    expired: "Uw vorige gesprek is afgesloten. Hieronder begint een nieuw gesprek.",
    expiredChoice: "Dit gesprek is afgesloten.",
    left: (n) => `Nog ${n} tekens`,
    tooMany: (n) => `${n} ${n === 1 ? "teken" : "tekens"} te veel`,
    tooLong: (n) => `Uw bericht is te lang. Haal ${n} ${n === 1 ? "teken" : "tekens"} weg.`,
    privateOne: (kind) => `Er staat een ${kind} in uw bericht. Dat is hier niet nodig.`,
    privateMore: (kinds) => `In uw bericht staan: ${kinds.join(", ")}. Dat is hier niet nodig.`,
    privateHelp: "Druk op Tab om te kiezen, of pas uw bericht aan.",
    sendWithout: "Verstuur zonder",
    sendAnyway: "Toch zo versturen",
    removed: (kind) => `(${kind} weggelaten)`,
  });

  // ---------------------------------------------------------------- building nodes

  /** Builds an element. Strings become text nodes, so data can never become markup. */
  function h(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child != null));
    return node;
  }

  const ICONS = {
    signpost: "M11 1h2v2h4.5L21 6.5 17.5 10H13v1h8v7h-8v5h-2v-5H6.5L3 14.5 6.5 11H11v-1H4V3h7z",
    cross: "M5 3.6 12 10.6l7-7L20.4 5l-7 7 7 7-1.4 1.4-7-7-7 7L3.6 19l7-7-7-7z",
    plane: "M2 21 23 12 2 3v7l13 2-13 2z",
    check: "M9 16.2 4.8 12l-1.4 1.4L9 19 21 7l-1.4-1.4z",
    arrow: "M9 5l7 7-7 7-1.5-1.5L13 12 7.5 6.5z",
    outside: "M13 3h8v8h-2V6.4l-9.3 9.3-1.4-1.4L17.6 5H13zM4 6h6v2H6v10h10v-4h2v6H4z",
  };

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICONS[name]);
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(path);
    return svg;
  }

  const unseen = (text) => h("span", { class: "unseen" }, text);

  // ---------------------------------------------------------------- text with a little markup

  const INLINE = new RegExp(
    [
      String.raw`\*\*([^*\n]+)\*\*`,
      String.raw`\[([^\]\n]+)\]\(([^()\s]+)\)`,
      String.raw`(https:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])`,
      String.raw`\b(0800-\d{4}|0800 \d\d \d\d \d{3}|088 \d{3} \d\d \d\d|088 \d{4} \d{3}|11[23])\b`,
    ].join("|"),
    "g",
  );

  /** Returns the address when a talk may link to it (https, tel, our own server), else null. */
  function safeAddress(address) {
    let url;
    try {
      url = new URL(address, SERVER);
    } catch {
      return null;
    }
    const fine = url.protocol === "https:" || url.protocol === "tel:" || url.origin === SERVER;
    return fine ? url.href : null;
  }

  function link(label, address) {
    const href = safeAddress(address);
    if (!href) return document.createTextNode(label);
    if (href.startsWith("tel:")) return h("a", { href }, label);
    const mark = [icon("outside"), unseen(` (${T.newTab})`)];
    return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, label, ...mark);
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

  function inline(text) {
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

  function list(lines) {
    return h("ul", {}, ...lines.map((line) => h("li", {}, ...inline(line.slice(2)))));
  }

  /** Turns text into blocks: paragraphs, and lists where lines start with "- ". */
  function blocks(text) {
    const groups = [];
    for (const line of String(text ?? "").split(/\r?\n/)) {
      const kind = line.startsWith("- ") ? "list" : line.trim() ? "text" : "gap";
      const last = groups.at(-1);
      if (last?.kind === kind) last.lines.push(line);
      else groups.push({ kind, lines: [line] });
    }
    return groups
      .filter((group) => group.kind !== "gap")
      .map(({ kind, lines }) => (kind === "list" ? list(lines) : paragraph(lines)));
  }

  /** The same text for the ear: without signs of markup. */
  function spoken(text) {
    return String(text ?? "")
      .replace(/\*\*/g, "")
      .replace(/\[([^\]\n]+)\]\([^()\s]+\)/g, "$1");
  }

  // ---------------------------------------------------------------- the guard before sending

  const digits = (text) => text.replace(/\D/g, "");
  const DATE = /^\D*\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4}(?!\d)/;

  /** The 11-test: weights 9 to 2, and -1 for the last digit. */
  function isBsn(found) {
    const number = digits(found);
    if (number.length !== 9 || /^0+$/.test(number) || DATE.test(found)) return false;
    const sum = [...number].reduce((total, d, i) => total + d * (i === 8 ? -1 : 9 - i), 0);
    return sum % 11 === 0;
  }

  /** The test of ISO 13616: letters as numbers, first four at the end, remainder 1 of 97. */
  function isIban(found) {
    const code = found.replace(/ /g, "").toUpperCase();
    if (/^NL\d{2}[A-Z]{4}\d{10}$/.test(code)) return true; // a slip of the finger is private too
    const turned = code.slice(4) + code.slice(0, 4);
    const number = turned.replace(/[A-Z]/g, (letter) => letter.charCodeAt(0) - 55);
    return [...number].reduce((rest, d) => (rest * 10 + Number(d)) % 97, 0) === 1;
  }

  /** Ten digits for a Dutch number; those of organisations (0800, 0900, 088) are not private. */
  function isPhone(found) {
    const number = digits(found).replace(/^(?:00)?310?(?=\d{9}$)/, "0");
    if (DATE.test(found) || /^0(?:800|90\d|88)/.test(number)) return false;
    return /^\D*(?:\+|00)/.test(found) || number.length === 10;
  }

  // The first group is what stands before it: browsers of a few years ago lack lookbehind.
  const PRIVATE = [
    {
      kind: "rekeningnummer",
      pattern: /(^|[^a-z0-9])(NL\d\d ?[a-z]{4}(?: ?\d){10})(?!\d)/gi,
      holds: isIban,
    },
    {
      kind: "rekeningnummer",
      pattern: /(^|[^A-Z0-9])([A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)(?![A-Z0-9])/g,
      holds: isIban,
    },
    {
      kind: "e-mailadres",
      pattern: /(^|[\s<>(,;:])([^\s@<>(),;:]+@[^\s@<>(),;:]+\.[a-z]{2,})/gi,
      holds: () => true,
    },
    {
      kind: "telefoonnummer",
      pattern: /(^|[^\d+])((?:\+|00)\d{2}[ -]?(?:\(0\)[ -]?)?\d(?:[ .-]?\d){7,11})(?!\d)/g,
      holds: isPhone,
    },
    {
      kind: "telefoonnummer",
      pattern: /(^|[^\d+])(\(?0[1-9]\d{0,2}\)?(?:[ .-]{0,3}\d){6,8})(?!\d)/g,
      holds: isPhone,
    },
    {
      kind: "BSN",
      pattern: /(^[ .-]?|[^\d .-]|[^\d][ .-])(\d(?:[ .-]?\d){8})(?![ .-]?\d)/g,
      holds: isBsn,
    },
  ];

  /**
   * Finds what had better not be sent.
   *
   * @param {string} text what the visitor typed.
   * @param {string} [expected] a kind that the assistant has just asked for.
   * @returns {{kinds: string[], masked: string}} the kinds, and the text without them.
   */
  function findPrivate(text, expected) {
    const kinds = new Set();
    let masked = text;
    for (const { kind, pattern, holds } of PRIVATE) {
      if (kind === expected) continue;
      masked = masked.replace(pattern, (all, before, found) => {
        if (!holds(found)) return all;
        kinds.add(kind);
        return before + T.removed(kind);
      });
    }
    return { kinds: [...kinds], masked };
  }

  // ---------------------------------------------------------------- the line to the server

  /** The server answered, but not with what we asked for. */
  class Refused extends Error {
    constructor(status, sentence, seconds) {
      super(`status ${status}`);
      this.status = status;
      this.sentence = sentence;
      this.wait = seconds > 0 ? Math.min(seconds, 120) * 1000 : undefined;
      this.final = status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);
    }
  }

  async function request(path, { method = "GET", token, body, timeout = 30_000 } = {}) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeout);
    const sent = { method, headers: {}, credentials: "omit", cache: "no-store" };
    if (token) sent.headers.Authorization = `Bearer ${token}`;
    if (body) sent.headers["Content-Type"] = "application/json";
    if (body) sent.body = JSON.stringify(body);
    try {
      const answer = await fetch(SERVER + path, { ...sent, signal: abort.signal });
      if (answer.ok) return path === ALIVE ? {} : await answer.json();
      const { error } = await answer.json().catch(() => ({}));
      throw new Refused(answer.status, error, Number(answer.headers.get("Retry-After")));
    } finally {
      clearTimeout(timer);
    }
  }

  /** Milliseconds before the next try: 1, 2, 4 ... 30 seconds, a little apart for each visitor. */
  function backOff(tries) {
    return Math.min(30, 2 ** (tries - 1)) * 1000 * (0.9 + Math.random() * 0.2);
  }

  /** Keeps the token for this tab; where storage is forbidden the talk lasts until a reload. */
  const tokens = {
    read() {
      try {
        return sessionStorage.getItem(TOKEN_KEY);
      } catch {
        return null;
      }
    },
    write(token) {
      try {
        if (token) sessionStorage.setItem(TOKEN_KEY, token);
        else sessionStorage.removeItem(TOKEN_KEY);
      } catch {
        // the visitor's choice
      }
    },
  };

  /** A random UUID; crypto.randomUUID is missing on pages without https. */
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  /**
   * The talk with the server: one message at a time, in order, each until it has arrived.
   *
   * The cursor moves only by reading, since the answer to a message may pass by what an adviser
   * wrote just before it; what comes in twice is recognised by its id.
   */
  class Talk {
    #view;
    #token = tokens.read();
    #cursor = 0;
    #starting = null;
    #queue = [];
    #posting = false;
    #tries = 0;
    #postTimer = 0;
    #reading = false;
    #misses = 0;
    #readTimer = 0;
    #stopped = false;

    /** True until a talk of before the reload has been read. */
    restoring = this.#token !== null;

    constructor(view) {
      this.#view = view;
    }

    post(entry) {
      this.#queue.push(entry);
      this.hurry();
    }

    /** Sends again, with the same id: the server recognises what it already has. */
    again(entry) {
      if (!this.#queue.includes(entry)) this.#queue.push(entry);
      this.hurry();
    }

    /** Tries at once, for example because the network is back. */
    hurry() {
      this.#tries = 0;
      this.#flush();
    }

    /** Takes a message off the queue: it has arrived, or the visitor takes it back. */
    settle(entry) {
      this.#queue = this.#queue.filter((waiting) => waiting !== entry);
    }

    stop() {
      this.#stopped = true;
      clearTimeout(this.#readTimer);
      clearTimeout(this.#postTimer);
    }

    resume() {
      this.#stopped = false;
      this.#flush();
    }

    #start() {
      this.#starting ??= this.#greet().finally(() => {
        this.#starting = null;
      });
      return this.#starting;
    }

    async #greet() {
      if (this.#token) return;
      const { token, messages } = await request(SESSION, { method: "POST" });
      this.#token = token;
      tokens.write(token);
      this.#view.receive(messages, true);
    }

    /** The talk is over on the server: words go to a new one, a choice has lost its question. */
    #forget() {
      this.#token = null;
      this.#cursor = 0;
      this.restoring = false;
      tokens.write(null);
      this.#view.expire();
      for (const entry of this.#queue.filter(({ payload }) => payload)) {
        this.settle(entry);
        this.#view.mark(entry, "refused", T.expiredChoice);
      }
    }

    async #flush() {
      clearTimeout(this.#postTimer);
      if (this.#posting || this.#queue.length === 0 || this.#stopped) return;
      this.#posting = true;
      const wait = await this.#deliver(this.#queue[0]);
      this.#posting = false;
      if (this.#queue.length) this.#postTimer = setTimeout(() => this.#flush(), wait);
    }

    /** Returns the milliseconds to wait before the next message may go. */
    async #deliver(entry) {
      this.#view.mark(entry, "sending");
      let token;
      try {
        await this.#start();
        if (!this.#queue.includes(entry)) return 0;
        token = this.#token;
        const { id, text, payload, title } = entry;
        const body = payload ? { id, payload, title } : { id, text };
        const answer = await request(MESSAGES, { method: "POST", token, body });
        this.#tries = 0;
        this.settle(entry);
        this.#view.answer(entry, answer.messages);
        return 0;
      } catch (problem) {
        return this.#undelivered(entry, problem, token);
      }
    }

    #undelivered(entry, problem, token) {
      if (!this.#queue.includes(entry)) return 0; // it had arrived: reading showed it
      if (problem.status === 401 && !entry.renewed) return this.#renew(entry, token);
      if (problem.final) {
        this.settle(entry);
        this.#view.mark(entry, "refused", problem.sentence);
        return 0;
      }
      this.#tries += 1;
      this.#view.mark(entry, "waiting", problem.sentence);
      return problem.wait ?? backOff(this.#tries);
    }

    #renew(entry, token) {
      entry.renewed = true;
      if (token === this.#token) this.#forget(); // reading may have found it out first
      this.watch();
      return 0;
    }

    /** Reads what is new, now and then on at the pace of the view. */
    async watch() {
      clearTimeout(this.#readTimer);
      if (this.#reading || this.#stopped) return;
      this.#reading = true;
      try {
        if (this.#token) await this.#read();
        else if (this.#view.isOpen) await this.#start();
        this.#misses = 0;
        this.#view.connection(true);
        this.#watchIn(this.#view.pace());
      } catch (problem) {
        this.#watchIn(this.#unread(problem));
      } finally {
        this.#reading = false;
      }
    }

    #watchIn(wait) {
      if (wait < Infinity && !this.#stopped) {
        this.#readTimer = setTimeout(() => this.watch(), wait);
      }
    }

    async #read() {
      const token = this.#token;
      const path = `${MESSAGES}?after=${this.#cursor}`;
      const answer = await request(path, { token }).catch((problem) => ({ problem }));
      if (token !== this.#token) return; // about a talk that is over
      if (answer.problem) throw answer.problem;
      const { messages } = answer;
      const fresh = !this.restoring;
      this.restoring = false;
      this.#cursor = messages.reduce((last, { seq }) => Math.max(last, seq), this.#cursor);
      this.#view.receive(messages, fresh);
    }

    /** Returns the milliseconds to wait before reading again. */
    #unread(problem) {
      if (problem.status === 401) {
        this.#forget();
        return this.#view.isOpen ? 0 : Infinity;
      }
      this.#misses += 1;
      if (this.#misses > 1 || navigator.onLine === false) {
        this.#view.connection(false, problem.sentence);
      }
      return problem.wait ?? backOff(this.#misses);
    }
  }

  // ---------------------------------------------------------------- one message on the screen

  function nameOf({ from, name }) {
    if (from === "visitor") return T.visitor;
    if (from !== "adviser") return name || T.assistant;
    return name ? T.adviserNamed(name) : T.adviser;
  }

  function timeOf(at) {
    const moment = new Date(at ?? NaN);
    if (Number.isNaN(moment.getTime())) return null;
    const clock = { hour: "2-digit", minute: "2-digit" };
    const sameDay = moment.toDateString() === new Date().toDateString();
    const shown = sameDay ? clock : { day: "numeric", month: "long", ...clock };
    const text = new Intl.DateTimeFormat("nl-NL", shown).format(moment);
    return h("time", { datetime: moment.toISOString() }, text);
  }

  function table({ head, rows }) {
    const title = (cell) => h("th", { scope: "col" }, String(cell));
    const field = (cell) => h("td", {}, ...inline(String(cell)));
    const line = (cells) => h("tr", {}, ...cells.map(field));
    const top = head?.length ? h("thead", {}, h("tr", {}, ...head.map(title))) : null;
    const grid = h("table", {}, top, h("tbody", {}, ...(rows ?? []).map(line)));
    return h("div", { class: "table", role: "region", "aria-label": T.table, tabindex: "0" }, grid);
  }

  function source(text) {
    return h("details", {}, h("summary", {}, T.source), h("p", {}, ...inline(text)));
  }

  function choices(entry, choose) {
    const group = h("div", { class: "choices", role: "group", "aria-label": T.choices });
    for (const button of entry.buttons) {
      const node = h("button", { type: "button", class: "choice" }, icon("check"), button.title);
      node.addEventListener("click", () => {
        // aria-disabled and not disabled, so that the focus stays and Tab goes on to the answer
        if (node.getAttribute("aria-disabled") !== "true") choose(button);
      });
      group.append(node);
    }
    return group;
  }

  /** Fills the list item of a message; called again when the server knows it better. */
  function draw(entry, choose) {
    const who = h("p", { class: "who" }, h("span", { class: "name" }, nameOf(entry)));
    const time = timeOf(entry.at);
    if (time) who.append(" ", time);
    const body = h("div", { class: "bubble" }, ...blocks(entry.text));
    if (entry.table) body.append(table(entry.table));
    if (entry.source) body.append(source(entry.source));
    entry.group = entry.buttons?.length ? choices(entry, choose) : null;
    entry.status = entry.from === "visitor" ? h("div", { class: "status" }) : null;
    entry.node.className = `message ${entry.from}`;
    entry.node.replaceChildren(...[who, body, entry.group, entry.status].filter(Boolean));
  }

  /** Shows of a row of buttons that it is answered, and which one was chosen. */
  function settleChoices({ group, buttons }, answer) {
    [...group.children].forEach((node, i) => {
      node.setAttribute("aria-disabled", "true");
      const chosen = buttons[i].title === answer;
      if (chosen && !node.classList.contains("chosen")) node.append(unseen(` (${T.chosen})`));
      node.classList.toggle("chosen", chosen);
    });
  }

  // ---------------------------------------------------------------- the look

  const CSS = `
    :host {
      all: initial;
      --_primary: var(--utrecht-button-primary-action-background-color, #14507a);
      --_on-primary: var(--utrecht-button-primary-action-color, #fff);
      --_primary-hover: var(--utrecht-button-primary-action-hover-background-color, #0d3a5a);
      --_surface: var(--wegwijzer-surface-color, #fff);
      --_background: var(--wegwijzer-background-color, #f3f6f8);
      --_text: var(--wegwijzer-text-color, #1c2630);
      --_muted: var(--wegwijzer-muted-color, #4d5a66);
      --_border: var(--wegwijzer-border-color, #c9d3db);
      --_field: var(--wegwijzer-field-border-color, #67747f);
      --_link: var(--wegwijzer-link-color, #14507a);
      --_visitor: var(--wegwijzer-visitor-color, #dceaf4);
      --_adviser: var(--wegwijzer-adviser-color, #fdf1d8);
      --_adviser-edge: var(--wegwijzer-adviser-edge-color, #96640a);
      --_warning: var(--wegwijzer-warning-color, #fff3d6);
      --_error: var(--wegwijzer-error-color, #a3230f);
      --_focus: var(--utrecht-focus-outline-color, #0b5ed7);
      color-scheme: light;
      font: 400 max(18px, 1.125rem)/1.5
        var(--utrecht-document-font-family, system-ui, "Segoe UI", Roboto, Arial, sans-serif);
      color: var(--_text);
    }
    @media (prefers-color-scheme: dark) {
      :host {
        --_surface: var(--wegwijzer-dark-surface-color, #222c35);
        --_background: var(--wegwijzer-dark-background-color, #161d24);
        --_text: var(--wegwijzer-dark-text-color, #eef2f5);
        --_muted: var(--wegwijzer-dark-muted-color, #b4c0ca);
        --_border: var(--wegwijzer-dark-border-color, #44525f);
        --_field: var(--wegwijzer-dark-field-border-color, #8f9ca8);
        --_link: var(--wegwijzer-dark-link-color, #9cd0f5);
        --_visitor: var(--wegwijzer-dark-visitor-color, #1d4560);
        --_adviser: var(--wegwijzer-dark-adviser-color, #46391d);
        --_adviser-edge: var(--wegwijzer-dark-adviser-edge-color, #e6b95c);
        --_warning: var(--wegwijzer-dark-warning-color, #46391d);
        --_error: var(--wegwijzer-dark-error-color, #ffb4a6);
        --_focus: var(--wegwijzer-dark-focus-color, #8ec5ff);
        color-scheme: dark;
      }
    }
    :host([hidden]), [hidden] { display: none !important; }
    *, ::before, ::after { box-sizing: border-box; }
    p, ul, ol, h2, dialog { margin: 0; padding: 0; }
    button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
    button { cursor: pointer; }
    svg { width: 1.2em; height: 1.2em; fill: currentColor; flex: none; }
    :focus-visible { outline: 3px solid var(--_focus); outline-offset: 2px; }
    .unseen {
      position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
      clip-path: inset(50%); white-space: nowrap;
    }

    .opener, .panel { position: fixed; z-index: 2147483000; }
    .opener { bottom: max(1.25rem, env(safe-area-inset-bottom)); right: 1.25rem; }
    .opener {
      display: flex; align-items: center; gap: .6em; min-height: 3.2em; max-width: 90vw;
      padding: .5em 1.3em .5em 1.1em; border: 2px solid var(--_on-primary); border-radius: 2em;
      background: var(--_primary); color: var(--_on-primary); font-weight: 600;
      box-shadow: 0 4px 18px rgb(0 0 0 / .28);
    }
    .opener svg { width: 1.5em; height: 1.5em; }
    .opener:hover { background: var(--_primary-hover); }
    .opener:focus-visible { box-shadow: 0 0 0 8px var(--_surface); outline-offset: 3px; }
    .count {
      padding: 0 .6em; border-radius: 1em; background: var(--_on-primary); color: var(--_primary);
      font-size: .85em;
    }

    .panel {
      inset: auto 1.25rem 1.25rem auto; width: min(27em, 100vw - 2.5rem);
      height: min(42em, 100vh - 2.5rem); height: min(42em, 100dvh - 2.5rem); max-width: none;
      max-height: none; border: 1px solid var(--_border); border-radius: 1em; overflow: hidden;
      background: var(--_background); color: var(--_text); box-shadow: 0 8px 40px rgb(0 0 0 / .3);
    }
    .panel[open] { display: flex; flex-direction: column; }
    .left .opener { right: auto; left: 1.25rem; }
    .left .panel { inset: auto auto 1.25rem 1.25rem; }
    .panel.large { font-size: 1.3em; }

    .head {
      display: flex; align-items: center; gap: .5em; flex: none; padding: .6em .6em .6em 1em;
      background: var(--_primary); color: var(--_on-primary);
    }
    .head > div { flex: 1; min-width: 0; }
    .head h2 { font-size: 1.05em; line-height: 1.25; font-weight: 650; overflow-wrap: anywhere; }
    .head p { font-size: .83em; line-height: 1.3; }
    .head h2:focus-visible { outline-color: currentColor; }
    .tool {
      display: grid; place-items: center; flex: none; width: 44px; height: 44px; padding: 0;
      border: 2px solid transparent; border-radius: 50%; background: none; color: inherit;
      font-size: 18px; font-weight: 700; line-height: 1;
    }
    .tool:hover { border-color: currentColor; }
    .tool:focus-visible { outline-color: currentColor; outline-offset: -1px; }
    .tool[aria-pressed="true"] { background: var(--_on-primary); color: var(--_primary); }
    .tool small { font-size: .72em; }
    .tool svg { width: 1.1em; height: 1.1em; }

    .trouble {
      flex: none; padding: .5em 1em; background: var(--_warning); font-size: .9em;
      border-bottom: 1px solid var(--_border);
    }

    .log {
      position: relative; flex: 1 1 0; min-height: 5em; overflow: hidden auto; padding: 1em;
      overscroll-behavior: contain;
    }
    .log:focus-visible { outline-offset: -3px; }
    .log ol { list-style: none; }
    .cut {
      margin: 1em 0; padding: .6em 0; border-block: 1px solid var(--_border); text-align: center;
      color: var(--_muted); font-size: .88em;
    }
    .message { display: flex; flex-direction: column; align-items: flex-start; margin-top: 1em; }
    .message.follow { margin-top: .4em; }
    ol:first-child > .message:first-child { margin-top: 0; }
    .who { margin: 0 .3em .15em; color: var(--_muted); font-size: .83em; }
    .name { font-weight: 600; }
    .follow .who {
      position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
    }
    .bubble {
      max-width: 94%; padding: .65em .9em; border: 1px solid var(--_border);
      border-radius: .25em 1em 1em 1em; background: var(--_surface); overflow-wrap: anywhere;
    }
    .visitor { align-items: flex-end; }
    .visitor .bubble {
      max-width: 88%; border-color: transparent; border-radius: 1em .25em 1em 1em;
      background: var(--_visitor);
    }
    .adviser .bubble {
      border-color: transparent; border-inline-start: 5px solid var(--_adviser-edge);
      background: var(--_adviser);
    }
    .bubble > * + * { margin-top: .6em; }
    .bubble ul { padding-inline-start: 1.2em; list-style: disc; }
    .bubble li + li { margin-top: .25em; }
    a { color: var(--_link); text-underline-offset: .15em; }
    .visitor a, .adviser a { color: inherit; }
    a[href^="tel:"] { white-space: nowrap; }
    a:hover { text-decoration-thickness: .13em; }
    a svg { width: .75em; height: .75em; margin-inline-start: .2em; }
    summary {
      display: inline-block; min-height: 28px; padding: .1em .5em .1em 0; color: var(--_muted);
      font-size: .88em; cursor: pointer;
    }
    summary::-webkit-details-marker { display: none; }
    summary::before { content: "+"; display: inline-block; width: 1em; font-weight: 700; }
    [open] > summary::before { content: "\\2212"; }
    details p { padding-inline-start: 1em; font-size: .88em; }
    .table { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .9em; }
    th, td {
      min-width: 4.5em; padding: .35em .7em .35em 0; text-align: start; vertical-align: top;
      overflow-wrap: normal;
    }
    th { border-bottom: 2px solid var(--_field); }
    td { border-bottom: 1px solid var(--_border); }

    .choices { display: flex; flex-wrap: wrap; gap: .5em; width: 100%; margin-top: .6em; }
    .choice, .idea, .plain, .strong {
      display: inline-flex; align-items: center; min-height: 44px; padding: .4em 1em;
      border: 2px solid var(--_link); border-radius: 1.4em; background: var(--_surface);
      color: var(--_link); font-weight: 600; line-height: 1.3; text-align: start;
      overflow-wrap: anywhere;
    }
    .choice:hover, .idea:hover, .plain:hover { background: var(--_visitor); color: var(--_text); }
    .choice svg { display: none; }
    .choice[aria-disabled="true"] {
      border: 1px dashed var(--_field); background: none; color: var(--_muted); cursor: default;
      font-weight: 400;
    }
    .choice.chosen[aria-disabled="true"] {
      border: 2px solid var(--_link); color: var(--_text); font-weight: 600;
    }
    .chosen svg { display: block; margin-inline: -.2em .4em; }

    .start { margin-top: 1.2em; }
    .start h3 { margin: 0 0 .5em .3em; font-size: .9em; font-weight: 600; color: var(--_muted); }
    .start ul { list-style: none; display: grid; gap: .5em; }
    .idea {
      justify-content: space-between; gap: .5em; width: 100%; border: 1px solid var(--_field);
      border-radius: .7em;
    }
    .idea svg { width: 1em; height: 1em; }
    .start > p { margin: .9em .3em 0; font-size: .9em; }

    .typing { display: flex; align-items: center; gap: .6em; margin-top: 1em; font-size: .9em; }
    .typing { color: var(--_muted); }
    .typing i { display: flex; gap: .25em; }
    .typing i::before, .typing i::after, .typing i b {
      content: ""; width: .45em; height: .45em; border-radius: 50%; background: currentColor;
    }

    .status { margin: .25em .3em 0; color: var(--_muted); font-size: .83em; text-align: end; }
    .status:empty { display: none; }
    .status p { color: var(--_error); }
    .status .plain { margin-top: .3em; font-size: 1.05em; }

    .below, .jump { flex: none; align-self: center; margin: .3em 0; }
    .below {
      display: flex; align-items: center; gap: .4em; min-height: 44px; padding: .2em 1.1em;
      border: 0; border-radius: 1.4em; background: var(--_primary); color: var(--_on-primary);
      font-size: .9em; font-weight: 600;
    }
    .below svg { transform: rotate(90deg); width: .9em; height: .9em; }
    .jump {
      min-height: 32px; padding: .1em .6em; border: 1px solid transparent; border-radius: .4em;
      background: none; color: var(--_link); font-size: .88em; text-decoration: underline;
      text-underline-offset: .15em;
    }
    .jump.down { display: none; }
    .keys.reading .jump.down { display: block; }

    .compose {
      flex: none; padding: .3em .8em max(.3em, env(safe-area-inset-bottom));
      border-top: 1px solid var(--_border); background: var(--_surface);
    }
    .row { display: flex; align-items: flex-end; gap: .5em; }
    textarea {
      flex: 1; min-width: 0; min-height: 50px; max-height: 7.6em; padding: .55em .8em;
      border: 2px solid var(--_field); border-radius: .8em; background: var(--_surface);
      color: var(--_text); line-height: 1.4; resize: none; overflow-y: auto;
    }
    textarea:focus-visible { outline-offset: 0; border-color: var(--_focus); }
    textarea[aria-invalid="true"] { border-color: var(--_error); }
    .send, .strong {
      justify-content: center; gap: .45em; border: 2px solid transparent;
      background: var(--_primary); color: var(--_on-primary);
    }
    .send {
      display: inline-flex; align-items: center; flex: none; min-height: 50px; padding: 0 1em;
      border-radius: .8em; font-weight: 600;
    }
    .send:hover, .strong:hover { background: var(--_primary-hover); }
    .label, .foot {
      display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between;
      gap: 0 .8em; padding-inline: .2em; font-size: .83em;
    }
    .label { min-height: 32px; font-weight: 600; }
    .label .jump { margin: 0; padding-inline: 0; font-size: 1em; }
    .foot { min-height: 30px; color: var(--_muted); }
    .foot .over { color: var(--_error); font-weight: 600; }
    .guarding .send { display: none; }
    .guard {
      margin-top: .6em; padding: .7em .9em; border: 1px solid var(--_adviser-edge);
      border-radius: .8em; background: var(--_warning);
    }
    .guard div { display: flex; flex-wrap: wrap; gap: .5em; margin-top: .6em; }

    @media (hover: none) {
      .panel:not(.keys) .label .jump { display: none; }
    }
    @media ${FULL_SCREEN} {
      .opener { right: .9rem; bottom: max(.9rem, env(safe-area-inset-bottom)); }
      .left .opener { left: .9rem; }
      .panel, .left .panel {
        inset: var(--_top, 0) 0 auto 0; width: 100%; height: var(--_height, 100vh);
        border: 0; border-radius: 0; box-shadow: none;
      }
      @supports (height: 100dvh) {
        .panel, .left .panel { height: var(--_height, 100dvh); }
      }
      .head { padding: .4em .3em .4em .8em; gap: .1em; }
      .log { padding: .8em; }
      .large .head { font-size: .8em; }
      .compose { padding-inline: .6em; }
      #hint { display: none; }
      .foot { min-height: .5em; }
    }
    @media (max-width: 26em) {
      .send span {
        position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      }
      .send { padding: 0 .75em; }
    }
    @media (max-height: 26em) {
      .panel { overflow-y: auto; }
      .log { min-height: 5.5em; padding-block: .5em; }
      .head h2 { font-size: .9em; }
      .panel:not(.keys) .label {
        position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      }
      .head p, #hint { display: none; }
      .head { padding-block: 0; }
      .compose { padding-block: .3em; }
      .label, .foot { min-height: 0; }
    }
    @media (prefers-reduced-motion: no-preference) {
      .panel[open] { animation: rise .18s ease-out; }
      .typing i::before, .typing i::after, .typing i b { animation: breathe 1.4s infinite; }
      .typing i b { animation-delay: .2s; }
      .typing i::after { animation-delay: .4s; }
      @keyframes rise { from { opacity: 0; transform: translateY(.8em); } }
      @keyframes breathe { 40% { opacity: .25; } }
    }
    @media (forced-colors: active) {
      .opener, .send, .strong, .below, .tool, .head { border: 2px solid ButtonText; }
      .visitor .bubble, .adviser .bubble, .count { border: 1px solid CanvasText; }
      .adviser .bubble { border-inline-start-width: 6px; }
      .tool[aria-pressed="true"] { background: Highlight; color: HighlightText; }
      .tool[aria-pressed="true"] { forced-color-adjust: none; }
      .choice[aria-disabled="true"] { border-color: GrayText; color: GrayText; }
      .choice.chosen[aria-disabled="true"] { border-color: Highlight; color: CanvasText; }
      .typing i::before, .typing i::after, .typing i b { background: CanvasText; }
      .typing i::before, .typing i::after, .typing i b { forced-color-adjust: none; }
    }
    @media print { :host { display: none; } }
  `;

  let sheet;

  function styles() {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
    }
    return sheet;
  }

  // ---------------------------------------------------------------- the element

  function toolButton(className, label, ...children) {
    return h("button", { type: "button", class: className, "aria-label": label }, ...children);
  }

  function textButton(className, label) {
    return h("button", { type: "button", class: className }, label);
  }

  function headParts(title) {
    const p = {
      title: h("h2", { id: "title", tabindex: "-1" }, title),
      subtitle: h("p", {}, T.subtitle),
      larger: toolButton("tool", T.larger, h("span", {}, h("small", {}, "A"), "A")),
      close: toolButton("tool", T.close, icon("cross")),
    };
    p.larger.setAttribute("aria-pressed", "false");
    const names = h("div", {}, p.title, p.subtitle);
    return { ...p, head: h("div", { class: "head" }, names, p.larger, p.close) };
  }

  /** The log is silent: the announcer reads out what is new, and only that. */
  function logParts() {
    const p = {
      list: h("ol", { role: "list" }),
      start: h("div", { class: "start", hidden: true }),
      typing: h("p", { class: "typing", hidden: true }),
    };
    const log = { class: "log", role: "log", "aria-live": "off", "aria-label": T.log };
    return { ...p, log: h("div", { ...log, tabindex: "0" }, p.list, p.start, p.typing) };
  }

  function composeParts() {
    const field = { id: "input", rows: "1", enterkeyhint: "send", autocomplete: "off" };
    const p = {
      up: textButton("jump", T.toLog),
      input: h("textarea", { ...field, "aria-describedby": "hint" }),
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

  /** The fixed parts of the widget; what moves is filled in by the element. */
  function buildParts(title) {
    const p = {
      ...headParts(title),
      ...logParts(),
      ...composeParts(),
      opener: h("button", { type: "button", class: "opener", "aria-haspopup": "dialog" }),
      trouble: h("p", { class: "trouble", hidden: true }),
      below: textButton("below", T.newBelow),
      down: textButton("jump down", T.toInput),
      announcer: h("div", { class: "unseen", "aria-live": "polite" }),
    };
    const inside = [p.head, p.trouble, p.log, p.below, p.down, p.compose];
    p.below.append(icon("arrow"));
    p.below.hidden = true;
    p.panel = h("dialog", { class: "panel", "aria-labelledby": "title" }, ...inside);
    p.frame = h("div", {}, p.opener, p.panel, p.announcer);
    return p;
  }

  class WegwijzerChat extends HTMLElement {
    #p = null;
    #talk = null;
    #entries = [];
    #narrow = matchMedia(FULL_SCREEN);
    #listening = null;
    #returnTo = null;
    #unread = 0;
    #lastActive = 0;
    #typingTimer = 0;
    #troubled = false;
    #atEnd = true;
    #resizes = new ResizeObserver(() => this.#atEnd && this.#toNewest());
    #wishes = [];

    connectedCallback() {
      this.lang = "nl";
      if (!this.#p) this.#build();
      this.#listening = new AbortController();
      this.#listen(this.#listening.signal);
      this.#resizes.observe(this.#p.log); // the keyboard or a warning makes it shorter
      this.#talk.resume();
      this.hidden = true;
      this.#appear();
    }

    disconnectedCallback() {
      this.#listening.abort();
      this.#resizes.disconnect();
      this.#talk.stop();
    }

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
        this.#submit(String(text));
      });
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
      root.adoptedStyleSheets = [styles()];
      this.#p = buildParts(this.dataset.titel || T.title);
      this.#p.frame.classList.toggle("left", this.dataset.positie === "links");
      root.append(this.#p.frame);
      this.#talk = new Talk(this);
      this.#fillStart();
      this.#showOpener();
    }

    #listen(signal) {
      const p = this.#p;
      const on = (target, event, act) => target.addEventListener(event, act, { signal });
      on(p.opener, "click", () => this.#open(true));
      on(p.close, "click", () => this.#close());
      on(p.larger, "click", () => this.#toggleLarger());
      on(p.up, "click", () => p.log.focus());
      on(p.down, "click", () => p.input.focus());
      on(p.below, "click", () => this.#toNewest());
      on(p.log, "scroll", () => this.#scrolled());
      on(p.input, "input", () => this.#typed());
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

    /** Shows itself only when the service is alive. */
    async #appear() {
      try {
        await request(ALIVE, { timeout: 8000 });
      } catch {
        return;
      }
      this.hidden = false;
      for (const node of document.querySelectorAll("[data-wegwijzer-vraag][hidden]")) {
        node.hidden = false;
      }
      if (this.#talk.restoring) this.#talk.watch();
      if (this.dataset.open === "ja") this.#open(false);
      for (const act of this.#wishes.splice(0)) act();
    }

    /** The network or the visitor is back: look at once. */
    #back() {
      if (this.hidden) {
        this.#appear();
        return;
      }
      this.#talk.hurry();
      if (this.isOpen || this.pace() < Infinity) this.#talk.watch();
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
      this.#toNewest();
      if (withFocus) this.#focusInside();
      this.#talk.watch();
      this.#tell("open");
    }

    #close() {
      this.#p.frame.append(this.#p.announcer);
      this.#p.panel.close();
      this.#showOpener();
      const back = this.#returnTo;
      (back?.isConnected && back !== document.body ? back : this.#p.opener).focus();
      this.#tell("close");
    }

    /** Full screen it is modal, since the page behind it cannot be seen. */
    #showPanel() {
      const { panel, announcer } = this.#p;
      if (this.#narrow.matches) panel.showModal();
      else panel.setAttribute("open", ""); // show() would take the focus
      panel.append(announcer); // outside a modal dialog nothing is read out
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
      const spokenTo = this.#entries.some(({ from }) => from === "visitor");
      const parts = [icon("signpost"), h("span", {}, spokenTo ? T.openerGoOn : T.opener)];
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
      this.#grow();
      if (this.#atEnd) this.#toNewest();
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

    // ------------------------------------------------ typing and sending

    #inputKey(event) {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submitInput();
    }

    #submitInput() {
      this.#p.input.focus();
      this.#submit(this.#p.input.value);
    }

    #typed() {
      this.#guard(false);
      this.#showCount();
    }

    #grow() {
      const { input } = this.#p;
      input.style.height = "auto";
      input.style.height = `${input.scrollHeight + 4}px`; // and its border
    }

    #showCount() {
      const { input, count } = this.#p;
      const used = lengthOf(input.value);
      const left = MAX_CHARACTERS - used;
      const before = count.textContent;
      count.textContent = used < COUNT_FROM ? "" : left < 0 ? T.tooMany(-left) : T.left(left);
      count.classList.toggle("over", left < 0);
      input.toggleAttribute("aria-invalid", false);
      if (left < 0) input.setAttribute("aria-invalid", "true");
      if (!before !== !count.textContent || left === -1) this.#announce(count.textContent);
    }

    /** Sends what was typed, unless it is empty, too long, or holds what is better left out. */
    #submit(raw) {
      const text = raw.trim();
      if (!text) return;
      const over = lengthOf(text) - MAX_CHARACTERS;
      const { kinds, masked } = findPrivate(text, this.#expected());
      if (over > 0 || kinds.length) this.#setInput(raw);
      if (over > 0) this.#announce(T.tooLong(over));
      else if (kinds.length) this.#warn(kinds, masked, text);
      else this.#post({ text });
    }

    /** What the last answer asked for, so that a number to ring back may be given. */
    #expected() {
      return this.#entries.findLast(({ from }) => from !== "visitor")?.expects;
    }

    #warn(kinds, masked, text) {
      const { guard } = this.#p;
      const sentence = kinds.length > 1 ? T.privateMore(kinds) : T.privateOne(kinds[0]);
      const without = textButton("strong", T.sendWithout);
      const anyway = textButton("plain", T.sendAnyway);
      without.addEventListener("click", () => this.#postGuarded(masked));
      anyway.addEventListener("click", () => this.#postGuarded(text));
      guard.replaceChildren(h("p", { id: "guard" }, sentence), h("div", {}, without, anyway));
      this.#guard(true);
      guard.scrollIntoView({ block: "nearest" });
      this.#announce(`${sentence} ${T.privateHelp}`);
    }

    #guard(shown) {
      this.#p.guard.hidden = !shown;
      this.#p.panel.classList.toggle("guarding", shown);
      this.#grow();
    }

    #postGuarded(text) {
      this.#p.input.focus();
      this.#post({ text });
    }

    #setInput(text) {
      this.#p.input.value = text;
      this.#typed();
    }

    #post({ text, payload, title }) {
      const at = new Date().toISOString();
      const entry = { id: newId(), seq: Infinity, from: "visitor", text: text ?? title, at };
      Object.assign(entry, { payload, title });
      if (!payload) this.#setInput("");
      this.#lastActive = Date.now();
      this.#place(entry);
      this.#refresh();
      this.#toNewest();
      this.#talk.post(entry);
    }

    #choose({ title, payload }) {
      if (payload) this.#post({ title, payload });
      else this.#post({ text: title });
    }

    // ------------------------------------------------ what the talk tells (called by Talk)

    /** Shows messages; fresh ones are read out and counted, those of before a reload are not. */
    receive(messages, fresh) {
      const shown = (messages ?? []).map((message) => this.#take(message)).filter(Boolean);
      this.#refresh();
      if (!fresh) {
        this.#resumeAt(shown.at(-1));
        return;
      }
      for (const entry of shown) this.#announceMessage(entry);
      if (shown.length) this.#follow(shown[0]);
    }

    /** The server has the message: its answers come right after it. */
    answer(entry, messages) {
      const known = this.#entries.filter(({ seq }) => seq < Infinity).map(({ seq }) => seq);
      const answers = (messages ?? []).map(({ seq }) => seq);
      if (entry.seq === Infinity) {
        // its own number comes with the next reading; until then just before its answer
        entry.seq = answers.length ? Math.min(...answers) - 0.5 : Math.max(0, ...known) + 0.5;
        this.#place(entry);
      }
      this.mark(entry, "sent");
      this.#tell("message", { from: entry.from, id: entry.id });
      this.receive(messages, true);
      if (this.#atReading(entry)) this.#reveal(entry);
    }

    /** Shows how far a message of the visitor is. */
    mark(entry, state, sentence) {
      const changed = entry.state !== state;
      entry.state = state;
      if (!entry.status) return;
      entry.status.replaceChildren(...this.#statusNodes(entry, state, sentence));
      this.#showTyping();
      if (!changed || state === "sent" || state === "sending") return;
      this.#announce(entry.status.firstChild.textContent);
      if (this.#atEnd) this.#toNewest();
    }

    /** Says once that the line is down, and once that it is back. */
    connection(fine, sentence) {
      if (!fine) this.#p.trouble.textContent = sentence || T.offline;
      if (fine === !this.#troubled) return;
      this.#troubled = !fine;
      this.#p.trouble.hidden = fine;
      this.#announce(fine ? T.online : this.#p.trouble.textContent);
    }

    /** The server has closed the talk: what was said stays readable above a line. */
    expire() {
      const unsent = this.#entries.filter(({ seq }) => seq === Infinity);
      const old = this.#entries.filter(({ seq }) => seq < Infinity);
      this.#entries = unsent;
      if (old.length === 0) return;
      for (const entry of old) if (entry.group) settleChoices(entry);
      const list = h("ol", { role: "list" });
      list.append(...unsent.map(({ node }) => node));
      this.#p.list.after(h("p", { class: "cut" }, T.expired), list);
      this.#p.list = list;
      this.#announce(T.expired);
    }

    /** Milliseconds to the next look: short while somebody talks, and none when all is quiet. */
    pace() {
      const idle = Date.now() - this.#lastActive;
      const talking = this.#entries.some(({ from }) => from === "visitor");
      if (!this.isOpen) return talking && idle < 10 * MINUTE ? 20_000 : Infinity;
      if (document.hidden) return 15_000;
      if (idle < 2 * MINUTE) return 3_000;
      return idle < 10 * MINUTE ? 8_000 : 20_000;
    }

    // ------------------------------------------------ the list

    /** Takes in a message of the server; returns the entry when it is new on the screen. */
    #take(message) {
      const known = this.#known(message);
      if (!known) {
        const entry = { ...message, state: "sent" };
        this.#place(entry);
        return entry;
      }
      const same = known.text === message.text;
      this.#talk.settle(known);
      Object.assign(known, { seq: message.seq, at: message.at, text: message.text });
      this.#place(known, !same);
      if (known.state !== "sent") this.mark(known, "sent");
      return null;
    }

    /** After a reload: at the end of the talk, and as wakeful as its last message is young. */
    #resumeAt(last) {
      this.#toNewest();
      const moment = Date.parse(last?.at);
      if (moment) this.#lastActive = Math.max(this.#lastActive, moment);
    }

    #known({ id, from, text }) {
      const sameId = this.#entries.find((entry) => entry.id === id);
      if (sameId || from !== "visitor") return sameId;
      return this.#entries.find((entry) => !Number.isInteger(entry.seq) && entry.text === text);
    }

    /** Puts an entry where its number belongs; what is not sent yet stays at the end. */
    #place(entry, redraw = false) {
      if (!entry.node) entry.node = h("li");
      if (!entry.node.firstChild || redraw) draw(entry, (button) => this.#choose(button));
      const others = this.#entries.filter((other) => other !== entry);
      const index = others.findLastIndex(({ seq }) => seq <= entry.seq) + 1;
      others.splice(index, 0, entry);
      const moved = others.some((other, i) => other !== this.#entries[i]);
      this.#entries = others;
      if (!moved && entry.node.parentNode) return; // moving it would disturb focus and reading
      this.#p.list.insertBefore(entry.node, others[index + 1]?.node ?? null);
    }

    /** Brings everything that depends on the whole talk up to date. */
    #refresh() {
      const visitorLast = this.#entries.findLastIndex(({ from }) => from === "visitor");
      this.#entries.forEach((entry, i) => {
        const before = this.#entries[i - 1];
        entry.node.classList.toggle("follow", Boolean(before) && sameBreath(before, entry));
        if (entry.group && i < visitorLast) settleChoices(entry, this.#replyAfter(i));
      });
      this.#p.start.hidden = visitorLast >= 0 || this.#talk.restoring;
      this.#showSpeaker();
      this.#showTyping();
      if (!this.isOpen) this.#showOpener();
    }

    #replyAfter(index) {
      return this.#entries.find(({ from }, i) => i > index && from === "visitor")?.text;
    }

    #showSpeaker() {
      const last = this.#entries.findLast(({ from }) => from !== "visitor");
      const human = last?.from === "adviser";
      this.#p.subtitle.textContent = human ? T.subtitleAdviser(nameOf(last)) : T.subtitle;
    }

    #fillStart() {
      const { startvraag } = this.dataset;
      const ideas = new Set(startvraag ? [startvraag, ...T.ideas] : T.ideas);
      const items = [...ideas].map((idea) => {
        const button = h("button", { type: "button", class: "idea" }, idea, icon("arrow"));
        button.addEventListener("click", () => this.#askIdea(idea));
        return h("li", {}, button);
      });
      this.#p.start.replaceChildren(
        h("h3", {}, T.ideasTitle),
        h("ul", { role: "list" }, ...items),
        ...blocks(T.danger),
      );
    }

    /** The ideas go away when one is asked, so the focus goes on to where the talk is. */
    #askIdea(idea) {
      const finger = matchMedia("(pointer: coarse)").matches;
      (finger ? this.#p.log : this.#p.input).focus();
      this.#submit(idea);
    }

    #statusNodes(entry, state, sentence) {
      if (state === "sending") return [h("span", {}, T.sending)];
      if (state === "sent") return [];
      const start = state === "waiting" ? sentence || T.waiting : T.refused;
      const rest = state === "waiting" ? T.waitingOn : sentence;
      const nodes = [h("p", {}, [start, rest].filter(Boolean).join(" "))];
      if (sentence === T.expiredChoice) return nodes; // its question is gone: nothing to repeat
      const again = textButton("plain", T.again);
      again.addEventListener("click", () => this.#again(entry));
      nodes.push(again);
      if (state === "refused" && !entry.payload) nodes.push(" ", this.#editButton(entry));
      return nodes;
    }

    #editButton(entry) {
      const edit = textButton("plain", T.edit);
      edit.addEventListener("click", () => {
        this.#entries = this.#entries.filter((other) => other !== entry);
        entry.node.remove();
        this.#refresh();
        this.#setInput(entry.text);
        this.#p.input.focus();
      });
      return edit;
    }

    #again(entry) {
      this.#p.input.focus();
      entry.seq = Infinity;
      this.#place(entry);
      this.#talk.again(entry);
    }

    // ------------------------------------------------ seeing and hearing

    #showTyping() {
      const sending = this.#entries.some(({ state }) => state === "sending");
      const human = this.#entries.findLast(({ from }) => from !== "visitor")?.from === "adviser";
      const busy = sending && !human;
      if (!busy) this.#p.typing.hidden = true;
      if (busy === Boolean(this.#typingTimer)) return;
      clearTimeout(this.#typingTimer);
      this.#typingTimer = busy ? setTimeout(() => this.#typingNow(), 400) : 0;
    }

    #typingNow() {
      const { typing } = this.#p;
      const dots = h("i", { "aria-hidden": "true" }, h("b"));
      typing.replaceChildren(dots, `${T.assistant} ${T.typing}`);
      const reading = !this.#nearEnd();
      typing.hidden = false;
      if (!reading) this.#toNewest();
    }

    /** Reads out below each other, so that two messages in a row are both heard. */
    #announce(text) {
      if (!text) return;
      const line = h("p", {}, text);
      // a moment later, since the announcer may just have moved into or out of the panel
      setTimeout(() => this.#p.announcer.append(line), 150);
      setTimeout(() => line.remove(), 20_000);
    }

    #announceMessage(entry) {
      this.#tell("message", { from: entry.from, id: entry.id });
      if (entry.from === "visitor") return;
      this.#lastActive = Date.now();
      if (!this.isOpen) this.#unread += 1;
      const parts = [`${nameOf(entry)}: ${spoken(entry.text)}`];
      if (entry.buttons?.length) parts.push(T.canChoose(entry.buttons.map(({ title }) => title)));
      this.#announce(parts.join(" "));
      if (!this.isOpen) this.#showOpener();
    }

    #toNewest() {
      this.#p.log.scrollTop = this.#p.log.scrollHeight;
    }

    /** Scrolls so that an entry is at the top, as far as there is text below it. */
    #reveal(entry) {
      this.#p.log.scrollTop = entry.node.offsetTop - 12;
    }

    /** True when nobody is reading further up. */
    #atReading(entry) {
      const { log } = this.#p;
      const height = entry.node.offsetTop - log.scrollTop;
      return height < log.clientHeight + 40;
    }

    #follow(entry) {
      if (this.#atReading(entry)) this.#reveal(entry);
      else this.#p.below.hidden = false;
    }

    #nearEnd() {
      const { log } = this.#p;
      return log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    }

    #scrolled() {
      this.#atEnd = this.#nearEnd();
      if (this.#atEnd) this.#p.below.hidden = true;
    }
  }

  function lengthOf(text) {
    return [...text].length; // the server counts characters, not halves of an emoji
  }

  /** True when a message goes on where the one before stopped, so that its head can be left out. */
  function sameBreath(before, entry) {
    const apart = Math.abs(new Date(entry.at) - new Date(before.at));
    return before.from === entry.from && nameOf(before) === nameOf(entry) && !(apart > 2 * MINUTE);
  }

  function deepActive() {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active;
  }

  // ---------------------------------------------------------------- start

  function start() {
    if (customElements.get("wegwijzer-chat")) return; // the tag stands twice on the page
    customElements.define("wegwijzer-chat", WegwijzerChat);
    if (document.querySelector("wegwijzer-chat")) return; // the page chose the place itself
    const element = document.createElement("wegwijzer-chat");
    Object.assign(element.dataset, SCRIPT?.dataset);
    document.body.append(element);
  }

  // Without these the panel would come out unstyled: then the page does better without us.
  const able = "adoptedStyleSheets" in Document.prototype && "HTMLDialogElement" in window;
  if (!able) return;
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

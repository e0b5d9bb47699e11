/** The talk with the server: what is said goes there once, in order; what is stored there comes here. */
import { FEEDBACK, MESSAGES, SESSION, SIGNS, STREAM, backOff, follow, request } from "./line.js";
import { Tabs, tokens, unsent } from "./memory.js";
import { T } from "./texts.js";

const FIRST_WORD = 4_000; // a stream that says nothing by then is held up by something in between
const SILENCE = 40_000; // two signs of life were missed: the line is dead, whatever the browser thinks
const LONG_WAIT = 20; // seconds that a reading waits where streams do not come through
const AT_LEAST = 1_000; // milliseconds between two readings that brought nothing

/**
 * One talk. The cursor moves only by reading; what comes in twice is recognised by its id.
 *
 * Reading is one loop: catch up, then follow the stream until it ends, and again. A message that
 * is sent waits in a queue until the server has stored it; its answer comes by reading, as does
 * what an adviser says.
 */
export class Talk {
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
  #following = null;
  #lastHeard = 0;
  #deaf = 0;
  #tabs;

  /** True until a talk of before the reload, or of another tab, has been read. */
  restoring = this.#token !== null;

  constructor(view) {
    this.#view = view;
    this.#tabs = new Tabs(
      () => this.#token,
      (token, was) => this.#adopt(token, was),
      (token) => token === this.#token && this.#wiped(T.wiped),
    );
  }

  /** Resolves when the other tabs have had time to say whether there is a talk. */
  get asked() {
    return this.#tabs.asked;
  }

  post(entry) {
    this.#queue.push(entry);
    this.#remember();
    this.hurry();
  }

  /** Sends again, with the same id: the server recognises what it already has. */
  again(entry) {
    if (!this.#queue.includes(entry)) this.#queue.push(entry);
    this.#remember();
    this.hurry();
  }

  /** Tries at once, for example because the network is back. */
  hurry() {
    this.#tries = 0;
    this.#flush();
  }

  /** The network or the visitor is back: a stream that was silent meanwhile is not trusted. */
  wake() {
    if (Date.now() - this.#lastHeard > SILENCE / 2) this.#following?.abort();
    this.#misses = 0;
    this.hurry();
    this.watch();
  }

  /** Takes a message off the queue: it has arrived, or the visitor takes it back. */
  settle(entry) {
    this.#queue = this.#queue.filter((waiting) => waiting !== entry);
    this.#remember();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#readTimer);
    clearTimeout(this.#postTimer);
    this.#following?.abort();
  }

  resume() {
    this.#stopped = false;
    this.#flush();
  }

  /** Stores what the visitor thought of an answer. */
  feedback(body) {
    return request(FEEDBACK, { method: "POST", token: this.#token, body });
  }

  /** Tells the adviser that the visitor types or has read; returns whether that got through. */
  sign(body) {
    const told = request(SIGNS, { method: "POST", token: this.#token, body });
    return told.then(() => true, () => false);
  }

  #remember() {
    unsent.write(this.#queue);
  }

  // ------------------------------------------------ the token

  #start() {
    this.#starting ??= this.#greet().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  async #greet() {
    await this.asked;
    if (this.#token) return;
    const { token, messages } = await request(SESSION, { method: "POST" });
    this.#keep(token);
    this.#view.receive(messages, true);
  }

  #keep(token) {
    if (!token) return;
    const was = this.#token;
    this.#token = token;
    tokens.write(token);
    this.#tabs.tell({ token, was });
  }

  /** Another tab has a talk, or a newer token of ours. */
  #adopt(token, was) {
    if (this.#token && this.#token !== was) return;
    const joins = !this.#token;
    this.#token = token;
    tokens.write(token);
    if (!joins) return;
    this.restoring = true;
    this.#view.joined();
    this.watch();
  }

  /** The talk is over on the server: words go to a new one, a choice has lost its question. */
  #forget() {
    this.#leave();
    this.#view.expire();
    for (const entry of this.#queue.filter(({ payload }) => payload)) {
      this.settle(entry);
      this.#view.mark(entry, "refused", T.expiredChoice);
    }
  }

  /** The visitor had the talk deleted, here or in another tab. */
  #wiped(text) {
    this.#leave();
    this.#view.forgotten(text);
  }

  #leave() {
    this.#token = null;
    this.#cursor = 0;
    this.restoring = false;
    tokens.write(null);
    this.#following?.abort();
  }

  // ------------------------------------------------ sending

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
      this.#delivered(entry, await request(MESSAGES, { method: "POST", token, body }), token);
      return 0;
    } catch (problem) {
      return this.#undelivered(entry, problem, token);
    }
  }

  #delivered(entry, answer, token) {
    this.#tries = 0;
    this.settle(entry);
    if (answer.forgotten) {
      this.#tabs.tell({ gone: token });
      this.#wiped(answer.messages[0].text);
      return;
    }
    this.#keep(answer.token);
    this.#view.delivered(entry);
    this.watch();
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

  // ------------------------------------------------ reading

  /** Reads what is new and goes on reading, at the pace of the view. */
  async watch() {
    clearTimeout(this.#readTimer);
    if (this.#reading || this.#stopped) return;
    this.#reading = true;
    let wait;
    try {
      if (!this.#token && this.#view.isOpen) await this.#start();
      if (this.#token) await this.#read();
      wait = this.#token ? this.#view.pace() : Infinity;
    } catch (problem) {
      wait = this.#unread(problem);
    }
    this.#reading = false;
    if (wait < Infinity && !this.#stopped) {
      this.#readTimer = setTimeout(() => this.watch(), wait);
    }
  }

  async #read() {
    const began = Date.now();
    const before = this.#cursor;
    await this.#catchUp(0);
    this.#misses = 0;
    this.#view.connection(true);
    if (!this.#token || !this.#view.live) return;
    if (this.#deaf < 2) await this.#follow();
    else await this.#catchUp(LONG_WAIT);
    const tooSoon = this.#cursor === before && Date.now() - began < AT_LEAST;
    if (tooSoon) await new Promise((done) => setTimeout(done, AT_LEAST));
  }

  async #catchUp(wait) {
    const token = this.#token;
    const path = `${MESSAGES}?after=${this.#cursor}${wait ? `&wait=${wait}` : ""}`;
    const timeout = (wait + 15) * 1000;
    const answer = await request(path, { token, timeout }).catch((problem) => ({ problem }));
    if (this.#isOver(token)) return; // about a talk that is over
    if (answer.problem) throw answer.problem;
    this.#keep(answer.token);
    this.#take(answer.messages);
  }

  /** A token that was renewed meanwhile still belongs to the same talk; one that is gone does not. */
  #isOver(token) {
    return token !== this.#token && (this.#token === null || this.#cursor === 0);
  }

  #take(messages) {
    const fresh = !this.restoring;
    this.restoring = false;
    this.#cursor = messages.reduce((last, { seq }) => Math.max(last, seq), this.#cursor);
    this.#view.receive(messages, fresh);
  }

  /** Follows the stream until it ends; a stream that says nothing counts as held up on the way. */
  async #follow() {
    const abort = new AbortController();
    this.#following = abort;
    let heard = false;
    let deaf = false;
    let timer = setTimeout(() => {
      deaf = true;
      abort.abort();
    }, FIRST_WORD);
    const hear = (name, data) => {
      heard = true;
      this.#lastHeard = Date.now();
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), SILENCE);
      this.#hear(name, data);
      if (!this.#view.live) abort.abort();
    };
    try {
      const path = `${STREAM}?after=${this.#cursor}`;
      await follow(path, { token: this.#token, signal: abort.signal }, hear);
      deaf = !heard;
    } catch (problem) {
      if (problem.status === 401) throw problem;
      if (problem.status) deaf = true; // refused: this many are open already
    } finally {
      clearTimeout(timer);
      this.#following = null;
      this.#deaf = heard ? 0 : this.#deaf + Number(deaf);
    }
  }

  #hear(name, data) {
    if (name === "hello") this.#keep(data.token);
    if (name === "messages") this.#take(data.messages);
    if (name === "note") this.#view.note(data);
    if (name === "gone") this.#wiped(T.wiped);
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

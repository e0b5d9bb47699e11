/** The line to the server: calls, and a stream of events read with fetch, so the token stays in a header. */

const SCRIPT = document.currentScript ?? document.querySelector('script[src*="/widget."]');

/** What the site's owner wrote in the script tag. */
export const TAG = SCRIPT?.dataset;
export const SERVER = new URL(SCRIPT?.src || "/", document.baseURI).origin;

const CHANNEL = "/webhooks/website";
export const SESSION = `${CHANNEL}/session`;
export const MESSAGES = `${CHANNEL}/messages`;
export const STREAM = `${CHANNEL}/stream`;
export const FEEDBACK = `${CHANNEL}/feedback`;
export const SIGNS = `${CHANNEL}/signs`;
export const ALIVE = "/gezond";

/** The server answered, but not with what we asked for. */
export class Refused extends Error {
  constructor(status, sentence, seconds) {
    super(`status ${status}`);
    this.status = status;
    this.sentence = sentence;
    this.wait = seconds > 0 ? Math.min(seconds, 120) * 1000 : undefined;
    this.final = status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);
  }
}

async function call(path, { method = "GET", token, body, signal }) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  if (path === MESSAGES) headers.Prefer = "respond-async";
  const sent = { method, headers, signal, credentials: "omit", cache: "no-store" };
  const answer = await fetch(SERVER + path, body ? { ...sent, body: JSON.stringify(body) } : sent);
  if (answer.ok) return answer;
  const { error } = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, error, Number(answer.headers.get("Retry-After")));
}

/** Calls the server and returns the JSON of its answer. */
export async function request(path, { timeout = 30_000, ...options } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  try {
    const answer = await call(path, { ...options, signal: abort.signal });
    return path === ALIVE ? {} : await answer.json();
  } finally {
    clearTimeout(timer);
  }
}

/** Reads a stream until it ends; `hear` gets each event, and ("", {}) for a sign of life. */
export async function follow(path, { token, signal }, hear) {
  const answer = await call(path, { token, signal });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) hear(...eventOf(part));
  }
}

function eventOf(part) {
  const name = /^event: (.*)$/m.exec(part)?.[1] ?? "";
  const data = /^data: (.*)$/m.exec(part)?.[1];
  return [name, data ? JSON.parse(data) : {}];
}

/** Milliseconds before the next try: 1, 2, 4 ... 30 seconds, a little apart for each visitor. */
export function backOff(tries) {
  return Math.min(30, 2 ** (tries - 1)) * 1000 * (0.9 + Math.random() * 0.2);
}

/** A random UUID; crypto.randomUUID is missing on pages without https. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

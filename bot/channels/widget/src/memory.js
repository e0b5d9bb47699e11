/**
 * What a tab remembers: the token, and a message for as long as it is not delivered.
 *
 * The token is kept for the tab (sessionStorage); on a site that asks for it also for the device
 * (localStorage). Where storage is forbidden the talk lasts until a reload. Tabs of the same site
 * tell each other the token by word of mouth, so that nothing more has to be stored.
 */
import { SERVER, TAG } from "./line.js";

const TOKEN = "wegwijzer-token";
const UNSENT = "wegwijzer-niet-verstuurd";

function box(forDevice) {
  try {
    return forDevice ? localStorage : sessionStorage;
  } catch {
    return null;
  }
}

function read(store, key) {
  try {
    return store?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

function write(store, key, text) {
  try {
    if (text) store?.setItem(key, text);
    else store?.removeItem(key);
  } catch {
    // the visitor's choice
  }
}

const forToken = box(TAG?.onthoud === "apparaat");
const forUnsent = box(false);

export const tokens = {
  read: () => read(forToken, TOKEN),
  write: (token) => write(forToken, TOKEN, token),
};

/** Messages on their way; what is private in them was taken out before it comes here. */
export const unsent = {
  read() {
    try {
      return JSON.parse(read(forUnsent, UNSENT)) ?? [];
    } catch {
      return [];
    }
  },
  write(entries) {
    const kept = entries.map(({ id, kept: text, payload, title, at }) => ({ id, text, payload, title, at }));
    write(forUnsent, UNSENT, kept.length ? JSON.stringify(kept) : null);
  },
};

/** The other tabs of this site in the same browser. */
export class Tabs {
  #channel = "BroadcastChannel" in window ? new BroadcastChannel(`wegwijzer ${SERVER}`) : null;

  /** Resolves to whether another tab had a talk; that takes a moment at most. */
  asked;

  /**
   * @param {() => string|null} mine gives this tab's token.
   * @param {(token: string, was?: string) => void} adopt is told a token of another tab.
   * @param {(token: string) => void} gone is told of a talk that is over.
   */
  constructor(mine, adopt, gone) {
    this.asked = new Promise((resolve) => {
      if (!this.#channel || mine()) resolve();
      setTimeout(resolve, 150);
      this.#channel?.addEventListener("message", ({ data }) => {
        if (data.ask && mine()) this.#channel.postMessage({ token: mine() });
        if (data.token) adopt(data.token, data.was);
        if (data.token) resolve();
        if (data.gone) gone(data.gone);
      });
      if (!mine()) this.#channel?.postMessage({ ask: true });
    });
  }

  tell(news) {
    this.#channel?.postMessage(news);
  }
}

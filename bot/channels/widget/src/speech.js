/** Reads aloud with the browser's own voice. */
import { T } from "./texts.js";

export const canSpeak = "speechSynthesis" in window;

export function hush() {
  if (canSpeak) speechSynthesis.cancel();
}

/** Says a text; returns what to tell the visitor when there is no Dutch voice. */
export function sayAloud(text) {
  const voices = speechSynthesis.getVoices();
  const voice = voices.find(({ lang }) => /^nl/i.test(lang));
  if (voices.length && !voice) return T.noVoice;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = "nl-NL";
  words.rate = 0.95;
  if (voice) words.voice = voice;
  speechSynthesis.speak(words);
  return null;
}

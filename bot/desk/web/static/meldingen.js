// Tells an adviser who looks elsewhere: a count in the title, a sound made here, a browser's notification.
import { all, announce, isHere, one } from "./samen.js";

const SOUND = "desk.geluid";
const title = document.title;

export function notices() {
  const permit = one('[data-doe="meldingen"]');
  const sound = one('[data-doe="geluid"]');
  const canNotify = "Notification" in window;
  let audio = null;

  const draw = () => {
    permit.hidden = !canNotify || Notification.permission !== "default";
    sound.setAttribute("aria-pressed", String(Boolean(localStorage.getItem(SOUND))));
  };
  permit.addEventListener("click", async () => { await Notification.requestPermission(); draw(); });
  sound.hidden = false;
  sound.addEventListener("click", () => {
    if (localStorage.getItem(SOUND)) localStorage.removeItem(SOUND);
    else localStorage.setItem(SOUND, "1");
    draw();
    ring();
  });
  draw();

  function ring(urgent = false) {
    if (!localStorage.getItem(SOUND)) return;
    audio ??= new AudioContext();
    const tones = urgent ? [880, 660, 880] : [660, 880];
    tones.forEach((pitch, place) => {
      const [tone, volume] = [audio.createOscillator(), audio.createGain()];
      const start = audio.currentTime + place * 0.16;
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.12, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + 0.15);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.16);
    });
    document.body.dataset.geluid = Number(document.body.dataset.geluid ?? 0) + 1;
  }

  function count() {
    const unread = all(".badge").reduce((sum, badge) => sum + Number(badge.dataset.aantal), 0);
    document.title = unread ? `(${unread}) ${title}` : title;
  }

  function show(words, urgent = false) {
    count();
    announce(words);
    if (!isHere() && !urgent) return;
    ring(urgent);
    // no words of a visitor: a notification may be seen by anybody
    if (document.hidden && canNotify && Notification.permission === "granted") {
      new Notification("Desk van de Wegwijzer", { body: words, tag: "desk" });
    }
  }
  return { show, count };
}

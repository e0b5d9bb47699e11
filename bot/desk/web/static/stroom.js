// Listens to what the server pushes, and reads it anew when the line was broken.
import { all, announce, one, post, redraw } from "./samen.js";

const TYPING_FOR = 5000;

export function follow(signs, open) {
  const source = new EventSource(`/desk/stroom?gesprek=${open.id}&na=${open.last}`);
  const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
  const timers = new Map();
  let waiting = null;

  source.onopen = () => { one("#verbinding").hidden = true; open.catchUp(); };
  source.onerror = () => {
    one("#verbinding").hidden = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
  };
  // asked by the server, since a page in the background may not keep time itself
  on("hart", () => post("/desk/leef").catch(() => {}));
  on("weg", () => { source.close(); location.assign("/desk/inloggen"); });
  on("stand", (stand) => {
    for (const [part, html] of Object.entries(stand.delen)) {
      all(`[data-deel="${part}"]`).forEach((place) => redraw(place, html));
    }
    const fresh = waiting ? stand.wachtend.filter((id) => !waiting.includes(id)) : [];
    waiting = stand.wachtend;
    if (fresh.length) signs.show("Er wacht een nieuwe bezoeker.");
    open.stands(stand.staat);
    signs.count();
  });
  on("regels", (said) => { if (open.add(said) && said.van_bezoeker.length) signs.show("Nieuw bericht in dit gesprek.", said.alarm); });
  on("gelezen", ({ tot }) => open.seen(tot));
  on("notities", ({ html }) => all('[data-deel="notities"]').forEach((place) => redraw(place, html)));
  on("ongelezen", ({ overdracht, aantal, alarm }) => {
    const badge = one(`[data-tab="${overdracht}"] .badge`);
    if (!badge) return;
    badge.dataset.aantal = aantal;
    badge.hidden = !aantal;
    one("b", badge).textContent = aantal;
    const name = one(`[data-tab="${overdracht}"] .tabname`).textContent.trim();
    signs.show(`${alarm ? "Let op, mogelijk gevaar. " : ""}Nieuw bericht bij ${name}.`, alarm);
  });
  on("typt", ({ overdracht }) => {
    const places = [one(`[data-tab="${overdracht}"] [data-typt]`), overdracht === open.id ? one("#typt") : null];
    for (const place of places.filter(Boolean)) {
      if (place.hidden && place.id) announce("De bezoeker typt.");
      place.hidden = false;
      clearTimeout(timers.get(place));
      timers.set(place, setTimeout(() => { place.hidden = true; }, TYPING_FOR));
    }
  });
}

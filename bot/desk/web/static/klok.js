// Lets waiting times go on between two looks at the server.
import { all } from "./samen.js";

function words(seconds) {
  const minutes = Math.max(0, Math.floor(seconds / 60));
  if (minutes < 1) return "korter dan 1 min";
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} uur ${minutes % 60} min`;
}

export function clocks() {
  setInterval(() => {
    for (const place of all("[data-sinds]")) {
      const now = words((Date.now() - Date.parse(place.dataset.sinds)) / 1000);
      if (place.textContent !== now) place.textContent = now;
    }
  }, 10000);
}

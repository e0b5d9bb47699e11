// Keyboard shortcuts: single keys, outside fields only, and they can be turned off (WCAG 2.1.4).
import { all, one } from "./samen.js";

const OFF = "desk.toetsen.uit";
const isField = (node) => node.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

function reach(selector) {
  const goal = one(selector);
  if (!goal) return;
  const box = goal.closest("details");
  if (box) box.open = true;
  goal.focus();
}

const ACTIONS = {
  "?": () => one("#hulp").showModal(),
  w: () => location.assign("/desk/wachtrij"),
  n: () => one("[data-eerste]")?.click(),
  r: () => reach("#tekst"),
  z: () => reach("#zoek"),
  m: () => reach("#notitie"),
  d: () => reach("#naar"),
  s: () => reach("#afsluiten input[type=radio]"),
};

export function shortcuts() {
  const choice = one("#toetsen-aan");
  choice.checked = !localStorage.getItem(OFF);
  choice.addEventListener("change", () => {
    if (choice.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  const help = one('[data-doe="hulp"]');
  help.hidden = false;
  help.addEventListener("click", ACTIONS["?"]);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isField(event.target)) event.target.blur();
    if (event.ctrlKey || event.altKey || event.metaKey || isField(event.target) || !choice.checked || one("#hulp").open) return;
    const act = /^[1-9]$/.test(event.key) ? () => all("[data-tab]")[event.key - 1]?.click() : ACTIONS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

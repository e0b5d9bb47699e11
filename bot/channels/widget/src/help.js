/** Help with an answer that has a form of its own: a date or a place. */
import { h, textButton } from "./nodes.js";
import { T } from "./texts.js";

const inWords = (day) =>
  new Intl.DateTimeFormat("nl-NL", { day: "numeric", month: "long", year: "numeric" }).format(day);

function daysAgo(days) {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
}

function dateHelp(fill) {
  const picker = h("input", { type: "date", "aria-label": T.datePick });
  picker.addEventListener("change", () => {
    if (picker.valueAsDate) fill(inWords(picker.valueAsDate));
  });
  const today = textButton("plain", T.today, () => fill(inWords(daysAgo(0))));
  const yesterday = textButton("plain", T.yesterday, () => fill(inWords(daysAgo(1))));
  return [h("p", { id: "help" }, T.dateHelp), h("div", {}, today, yesterday, picker)];
}

const HELP = {
  date: dateHelp,
  postcode: () => [h("p", { id: "help" }, T.postcodeHelp)],
};

/** Returns the nodes that help with what is expected; none for words. */
export function helpWith(expected, fill) {
  return HELP[expected]?.(fill) ?? [];
}

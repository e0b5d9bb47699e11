/** Builds nodes by hand: strings become text, so what somebody says can never become markup. */

/**
 * @param {string} tag
 * @param {Object} [attributes] false, null and undefined are left out; true is an empty attribute.
 * @param {...(Node|string|null)} children
 */
export function h(tag, attributes = {}, ...children) {
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
  speaker: "M2 9v6h4l6 5V4L6 9zm12-1.4v8.8a5 5 0 0 0 0-8.8zm0-5v2.2a7.500 7.500 0 0 1 0 14.400v2.200a9.600 9.600 0 0 0 0-18.800z",
  thumb: "M2 10h4v11H2zm6 10V9l5-7c1.600 0 2.400 1.200 2 2.700L14.200 8H20c1.400 0 2.300 1.200 2 2.600l-1.900 8.500c-.3 1.200-1 1.900-2.300 1.900H10z",
  phone: "M5 3h4l2 5-2.500 2a11 11 0 0 0 5.500 5.500l2-2.500 5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2z",
  printer: "M6 3h12v5H6zM4 9h16a2 2 0 0 1 2 2v6h-4v4H6v-4H2v-6a2 2 0 0 1 2-2zm4 6v4h8v-4z",
  download: "M11 3h2v9l3.500-3.500L18 10l-6 6-6-6 1.500-1.500L11 12zM4 18h16v3H4z",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}

export const unseen = (text) => h("span", { class: "unseen" }, text);

/** A button with words on it; `act` runs when it is pressed. */
export function textButton(className, label, act, ...before) {
  const node = h("button", { type: "button", class: className }, ...before, label);
  if (act) node.addEventListener("click", act);
  return node;
}

/** A button with a picture on it and words for who cannot see it. */
export function toolButton(label, ...children) {
  const attributes = { type: "button", class: "tool", "aria-label": label, title: label };
  return h("button", attributes, ...children);
}

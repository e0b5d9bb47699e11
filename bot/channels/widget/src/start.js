/**
 * Wegwijzer langdurige zorg: the talk on any website, with one script tag. Documentation: /widget
 *
 * Styles are constructed and all nodes are built by hand, so a page with a strict
 * Content-Security-Policy needs no exception but the address of this script.
 */
import { WegwijzerChat } from "./chat.js";
import { TAG } from "./line.js";

const ELEMENT = "wegwijzer-chat";

function start() {
  if (customElements.get(ELEMENT)) return; // the tag stands twice on the page
  customElements.define(ELEMENT, WegwijzerChat);
  if (document.querySelector(ELEMENT)) return; // the page chose the place itself
  const element = document.createElement(ELEMENT);
  Object.assign(element.dataset, TAG);
  document.body.append(element);
}

// Without these the panel would come out unstyled: then the page does better without us.
const able = "adoptedStyleSheets" in Document.prototype && "HTMLDialogElement" in window;
if (able && document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else if (able) start();

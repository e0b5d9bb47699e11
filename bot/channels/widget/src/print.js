/** Prints one message: the page's own content is left out for as long as that takes. */

const MARK = "data-wegwijzer-print";
let paper;

function pageSheet() {
  paper ??= new CSSStyleSheet();
  paper.replaceSync(`@media print { body > :not([${MARK}]) { display: none !important; } }`);
  return paper;
}

function top(host) {
  let node = host;
  while (node.parentElement && node.parentElement !== document.body) node = node.parentElement;
  return node;
}

/** @param {HTMLElement} host the widget. @param {HTMLElement} item the message. */
export function printAlone(host, item) {
  const before = [...document.adoptedStyleSheets]; // a copy: the original changes with the page
  document.adoptedStyleSheets = [...before, pageSheet()];
  top(host).setAttribute(MARK, "");
  host.classList.add("print");
  item.classList.add("printed");
  const back = () => {
    document.adoptedStyleSheets = before;
    top(host).removeAttribute(MARK);
    host.classList.remove("print");
    item.classList.remove("printed");
  };
  window.addEventListener("afterprint", back, { once: true });
  window.print();
}

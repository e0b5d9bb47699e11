/** The page for site owners: builds the script tag from what is chosen, and shows the result live. */
(() => {
  "use strict";

  const THEMES = {
    blauw: { "background-color": "#154273", color: "#ffffff", "hover-background-color": "#0d2c4d" },
    paars: { "background-color": "#5b2a86", color: "#ffffff", "hover-background-color": "#401c61" },
  };
  const chosen = new URLSearchParams(location.search);
  const form = document.getElementById("proef");
  const tag = document.getElementById("tag"); // deferred: it runs after this script
  const attributes = [];

  for (const field of form.elements) {
    if (!field.name) continue;
    if (chosen.has(field.name)) field.value = chosen.get(field.name);
    const standard = field.matches("select") ? field.options[0].value : field.defaultValue;
    if (!field.value || field.value === standard) continue;
    tag.dataset[field.name] = field.value;
    attributes.push(` data-${field.name}="${field.value.replaceAll('"', "&quot;")}"`);
  }
  const shown = `<script src="${location.origin}/widget.js"${attributes.join("")}></script>`;
  document.getElementById("regel").textContent = shown;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.search = new URLSearchParams(new FormData(form)).toString();
  });

  const chat = () => document.querySelector("wegwijzer-chat");
  const act = (id, what) => document.getElementById(id).addEventListener("click", what);
  act("doe-open", () => chat()?.open());
  act("doe-vraag", () => chat()?.send("Wat is een pgb?"));
  act("doe-dicht", () => chat()?.close());

  const happened = document.getElementById("gebeurd");
  for (const what of ["open", "close", "message"]) {
    document.addEventListener(`wegwijzer:${what}`, ({ detail }) => {
      happened.textContent = detail ? `${what} (${detail.from})` : what;
    });
  }

  for (const button of document.querySelectorAll("[data-thema]")) {
    button.addEventListener("click", () => {
      const { style } = document.documentElement;
      for (const name of Object.keys(THEMES.blauw)) {
        const color = THEMES[button.dataset.thema]?.[name] ?? "";
        style.setProperty(`--utrecht-button-primary-action-${name}`, color); // "" removes it
      }
    });
  }
})();

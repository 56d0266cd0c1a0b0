// Small comforts. Every page can be read, and every form sent, without this file.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  const themeLink = document.getElementById("dark-theme");
  const isDark = () => (themeLink ? window.matchMedia(themeLink.media).matches : false);

  function setTheme(theme) {
    themeLink.media = theme === "dark" ? "screen" : "not all";
    root.dataset.theme = theme;
    document.cookie = `theme=${theme};path=/;max-age=31536000;samesite=lax`;
  }

  function setUpTheme() {
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.hidden = !themeLink;
      button.addEventListener("click", () => setTheme(isDark() ? "light" : "dark"));
    }
  }

  // Menus are <details>: closed by Escape, by a click elsewhere and by moving on.
  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu !== except) menu.open = false;
    }
  }

  function setUpMenus() {
    document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
    document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details.menu")));
    document.addEventListener("keydown", (event) => {
      const menu = event.key === "Escape" && document.activeElement.closest("details.menu[open]");
      if (!menu) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  // The filter panel is open in the page's source; on a narrow screen it starts closed.
  function setUpFilters() {
    const wide = window.matchMedia("(min-width: 60rem)");
    const fit = () => {
      for (const panel of document.querySelectorAll("details.filters")) panel.open = wide.matches;
    };
    fit();
    wide.addEventListener("change", fit);
  }

  // Filters are applied when they change; the button stays for those without scripts.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && event.target.matches("input[type=checkbox], input[type=radio], select")) form.requestSubmit();
  });

  function setUpCounter(counter) {
    const input = document.getElementById(counter.dataset.counterFor);
    const limit = Number(counter.dataset.limit);
    if (!input || !limit) return;
    const show = () => {
      const length = [...input.value].length;
      counter.textContent = `${length} / ${limit}`;
      counter.classList.toggle("over", length > limit);
    };
    input.addEventListener("input", show);
    show();
  }

  function setUpForms(scope) {
    scope.querySelectorAll("[data-counter-for]").forEach(setUpCounter);
    for (const button of scope.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
  }

  setUpTheme();
  setUpMenus();
  setUpFilters();
  setUpForms(document);
  document.querySelector("[data-error-summary]")?.focus();
  document.addEventListener("htmx:afterSwap", (event) => setUpForms(event.target));
})();

// The choice between day and night colours, kept in this browser. Loaded before the first paint, so nothing flashes.

const root = document.documentElement;
const night = matchMedia("(prefers-color-scheme: dark)");

function chosen() {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null; // storage may be forbidden; the system's preference then stands
  }
}

function keep(theme) {
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // the choice then lasts as long as the page
  }
}

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : night.matches;
}

function bind(button) {
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.hidden = false;
  show();
  night.addEventListener("change", show);
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    keep(root.dataset.theme);
    show();
    document.dispatchEvent(new CustomEvent("theme")); // charts redraw themselves in the new colours
  });
}

if (["light", "dark"].includes(chosen())) root.dataset.theme = chosen();
addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-theme-toggle]").forEach(bind));

// Where the site begins: empty, or the path under which a proxy in front shows it.

export const ROOT = document.documentElement.dataset.root ?? "";

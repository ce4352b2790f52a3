// Binds behaviour to the page: every element with data-module="room/name room/other" is handed to those modules' default export.
// <html data-live> says that everything the page came with is bound: from here on no key or click falls through.

import { summon } from "./connection.js";
import { watchSwipes } from "./swipes.js";

// All elements within `container`; or only `part` of it, with what is inside.
export function bind(container, part = null) {
  const roots = [...container.querySelectorAll("[data-module]")].filter((root) => !part || part.contains(root));
  return Promise.all(roots.flatMap((root) => root.dataset.module.split(" ").map((name) => start(name, root))));
}

async function start(name, root) {
  const behaviour = await summon(async () => await import(`../${name}.js`));
  behaviour.default(root);
}

watchSwipes(document);
bind(document).then(() => (document.documentElement.dataset.live = ""));

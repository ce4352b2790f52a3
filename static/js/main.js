// Binds behaviour to the page: every element with data-module="name other-name" is handed to those modules' default export.

// All elements within `container`; or only `part` of it, with what is inside.
export function bind(container, part = null) {
  for (const root of container.querySelectorAll("[data-module]")) {
    if (part && !part.contains(root)) continue;
    for (const name of root.dataset.module.split(" ")) start(name, root);
  }
}

async function start(name, root) {
  const behaviour = await import(`./${name}.js`);
  behaviour.default(root);
}

bind(document);

// Binds behaviour to the page: every element with data-module="name other-name" is handed to those modules' default export.

export function bind(container) {
  for (const root of container.querySelectorAll("[data-module]")) {
    for (const name of root.dataset.module.split(" ")) start(name, root);
  }
}

async function start(name, root) {
  const behaviour = await import(`./${name}.js`);
  behaviour.default(root);
}

bind(document);

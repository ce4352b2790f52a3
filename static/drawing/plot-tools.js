// The tools of a plot: zoom and pan by the mouse, the way back, and the picture to keep.

/** @param {import("./live-plot.js").LivePlot} plot */
export function tools(plot) {
  const bar = document.createElement("div");
  bar.className = "plot-tools";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Tools of the plot");
  if (plot.kind === "plane") bar.append(mode(plot, "zoom", "Zoom"), mode(plot, "pan", "Pan"));
  bar.append(
    action("Home", "Back to the whole view", () => plot.home()),
    action("SVG", "Download the picture as SVG", () => save(plot, "svg")),
    action("PNG", "Download the picture as PNG", () => save(plot, "png")),
  );
  return bar;
}

function action(word, words, act) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "plot-tool", textContent: word, title: words });
  button.addEventListener("click", act);
  return button;
}

// What a drag does; pressed once more, it does nothing, and a finger scrolls the page.
function mode(plot, name, word) {
  const button = action(word, name === "zoom" ? "Drag a box to look closer" : "Drag to move the picture", async () => {
    await plot.drag(plot.mode === name ? false : name);
    /** @type {NodeListOf<HTMLElement>} */
    const modes = button.parentElement.querySelectorAll("[aria-pressed]");
    for (const each of modes) each.setAttribute("aria-pressed", String(each.dataset.mode === plot.mode));
  });
  button.dataset.mode = name;
  button.setAttribute("aria-pressed", String(plot.mode === name));
  return button;
}

// The picture is drawn from a data: address, so that the policy of the site stays as strict as it is.
async function save(plot, format) {
  const address = await plot.picture();
  const link = document.createElement("a");
  link.download = `downhill.${format}`;
  link.href = format === "svg" ? address : await raster(address);
  link.click();
}

async function raster(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: 2 * image.width, height: 2 * image.height });
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.drawImage(image, 0, 0);
  return canvas.toDataURL("image/png");
}

// The page's colours as Plotly takes them: it reads no oklab and no variable of a style sheet.

const LINES = 16; // about so many contour lines a map has
const WASH = 0.035; // how much of the accent each level adds on the map

const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
/** @type {Map<string, number[]>} */
const known = new Map();

/** @param {Element} root @param {string} colour In CSS's words. @returns {string} the same as rgb */
export function colourOf(root, colour) {
  return `rgb(${mixed(root, colour).join(",")})`;
}

// The ground as on the map: the lower, the more of the accent.
/** @param {any} ground Contour lines or a surface. @param {Element} root */
export function withColours(ground, root) {
  const base = mixed(root, "color-mix(in oklab, var(--contour), var(--paper) 88%)");
  const accent = mixed(root, "var(--accent)");
  const colorscale = Array.from({ length: 9 }, (_, index) => {
    const share = index / 8;
    const wash = 1 - (1 - WASH) ** ((1 - share) * LINES);
    return [share, `rgb(${base.map((part, place) => Math.round(part + (accent[place] - part) * wash)).join(",")})`];
  });
  const line = colourOf(root, "var(--contour)");
  if (ground.type === "contour") return { ...ground, colorscale, line: { ...ground.line, color: line } };
  const { contours } = ground;
  return { ...ground, colorscale, contours: { ...contours, z: { ...contours.z, color: line } } };
}

function mixed(root, colour) {
  const probe = document.createElement("span");
  probe.style.color = colour;
  probe.style.forcedColorAdjust = "none"; // a picture keeps its colours where the browser forces those of words
  root.append(probe);
  const told = getComputedStyle(probe).color;
  probe.remove();
  if (!known.has(told)) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = told;
    canvas.fillRect(0, 0, 1, 1);
    known.set(told, [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3));
  }
  return known.get(told);
}

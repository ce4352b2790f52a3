// Lets the paths of a drawn race run from the start, again and again, until somebody pauses it or asks for less motion.

const SECONDS = 9; // one lap
const REST = 3.5; // how long the finished picture stands

export default function (root) {
  const runners = [...root.querySelectorAll(".trail")].map(runner);
  const button = root.querySelector("[data-pause]");
  const longest = Math.max(...runners.map((each) => each.places.length - 1));
  const lap = SECONDS + REST;
  let clock = 0;
  let last = null;
  let wanted = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  let visible = true;

  function frame(now) {
    if (!wanted || !visible) {
      last = null;
      return;
    }
    if (last !== null) clock = (clock + Math.min(now - last, 100) / 1000) % lap;
    last = now;
    // An even pace would hide the start, where most happens: go slowly first.
    const share = Math.min(clock / SECONDS, 1) ** 1.3;
    for (const each of runners) each.show(share * longest);
    requestAnimationFrame(frame);
  }

  function play(on) {
    wanted = on;
    button.textContent = wanted ? "Pause" : "Play";
    if (wanted && last === null) requestAnimationFrame(frame);
  }

  button.hidden = false;
  button.addEventListener("click", () => play(!wanted));
  new IntersectionObserver(([entry]) => {
    visible = entry.isIntersecting;
    if (visible && wanted && last === null) requestAnimationFrame(frame);
  }).observe(root);
  play(wanted);
}

// One path: its places, and a way to draw it up to a step and a fraction.
function runner(group) {
  const line = group.querySelector("polyline");
  const dot = group.querySelector("circle");
  const texts = line.getAttribute("points").split(" ");
  const places = texts.map((text) => text.split(",").map(Number));

  function show(step) {
    const whole = Math.min(Math.floor(step), places.length - 1);
    const next = places[Math.min(whole + 1, places.length - 1)];
    const share = Math.min(step - whole, 1);
    const [x, y] = places[whole].map((value, axis) => value + (next[axis] - value) * share);
    line.setAttribute("points", `${texts.slice(0, whole + 1).join(" ")} ${x.toFixed(2)},${y.toFixed(2)}`);
    dot.setAttribute("cx", x);
    dot.setAttribute("cy", y);
  }

  return { places, show };
}

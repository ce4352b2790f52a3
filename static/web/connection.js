// A server that cannot be reached is said at the foot of the window, and asked again until it answers: for what it knows, and
// for the modules that a page loads when they are needed.

const WAITS = [1000, 2000, 4000, 8000]; // milliseconds; the last one again and again

const WORDS = {
  answer: "The server does not answer. The picture shows the run before. Trying again …",
  part: "A part of this page has not arrived. Trying again … If it stays away, load the page anew.",
};

let notice = null;
const missing = { answer: 0, part: 0 };

// The answer to a request, however long the connection is gone; null once the signal says that nobody wants it any more.
export async function reach(address, signal) {
  return persist("answer", () => fetch(address, { signal }), signal);
}

/**
 * A module, however long it takes to come. An error of the module's own, which comes back as the very same object, is thrown.
 * @param {(attempt: number) => Promise<any>} load Browsers may keep a failure under its address: further tries want others.
 */
export function summon(load) {
  const seen = new Set();
  return persist("part", load, undefined, (error) => seen.size === seen.add(error).size);
}

/** @param {(error: unknown) => boolean} [isFinal] */
async function persist(kind, act, signal = new AbortController().signal, isFinal = () => false) {
  let isWaiting = false;
  try {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        return await act(attempt);
      } catch (error) {
        if (signal.aborted) return null;
        if (isFinal(error)) throw error;
        if (!isWaiting) tell(kind, 1);
        isWaiting = true;
        await pause(WAITS[Math.min(attempt, WAITS.length - 1)], signal);
      }
    }
    return null;
  } finally {
    if (isWaiting) tell(kind, -1);
  }
}

// Ends early when the browser is on the net again, or when nobody waits any more.
function pause(time, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, time);
    window.addEventListener("online", done);
    signal.addEventListener("abort", done);
    function done() {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}

function tell(kind, more) {
  missing[kind] += more;
  notice ??= place();
  notice.textContent = Object.keys(WORDS).filter((each) => missing[each]).map((each) => WORDS[each]).join(" ");
}

function place() {
  const line = document.createElement("p");
  line.className = "connection";
  line.setAttribute("role", "status");
  document.body.append(line);
  return line;
}

// A server that cannot be reached is said at the foot of the window, and asked again until it answers.

const WAITS = [1000, 2000, 4000, 8000]; // milliseconds; the last one again and again

let notice = null;
let unanswered = 0;

// The answer to a request, however long the connection is gone; null once the signal says that nobody wants it any more.
export async function reach(address, signal) {
  let isWaiting = false;
  try {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        return await fetch(address, { signal });
      } catch {
        if (signal.aborted) return null;
        if (!isWaiting) tell((unanswered += 1));
        isWaiting = true;
        await pause(WAITS[Math.min(attempt, WAITS.length - 1)], signal);
      }
    }
    return null;
  } finally {
    if (isWaiting) tell((unanswered -= 1));
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

function tell(count) {
  notice ??= place();
  notice.textContent = count ? "The server does not answer. The picture shows the run before. Trying again …" : "";
}

function place() {
  const line = document.createElement("p");
  line.className = "connection";
  line.setAttribute("role", "status");
  document.body.append(line);
  return line;
}

// Order questions: each item gets buttons that move it up and down; the numbers to hand in follow.

export default function (root) {
  const list = root.querySelector("ol");
  const told = root.querySelector("[data-told]");
  const items = [...list.children];
  const select = (item) => item.querySelector("select");
  const name = (item) => item.querySelector("label").textContent.replace("Place of: ", "").trim();

  items.sort((one, other) => select(one).value - select(other).value);
  root.classList.add("live");
  for (const item of items) {
    select(item).hidden = true;
    const moves = document.createElement("span");
    moves.className = "moves";
    moves.append(button(item, -1, "↑", "up"), button(item, 1, "↓", "down"));
    item.append(moves);
  }
  list.append(...items);
  number();

  function button(item, way, sign, word) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button icon";
    made.textContent = sign;
    made.dataset.way = word;
    made.setAttribute("aria-label", `Move ${word}: ${name(item)}`);
    made.addEventListener("click", () => move(item, way, made));
    return made;
  }

  function move(item, way, pressed) {
    const beside = way < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!beside) return;
    if (way < 0) beside.before(item);
    else beside.after(item);
    number();
    const usable = pressed.disabled ? item.querySelector(`[data-way]:not(:disabled)`) : pressed;
    usable.focus();
    told.textContent = `${name(item)}: now ${select(item).value} of ${items.length}`;
    select(item).dispatchEvent(new Event("change", { bubbles: true }));
  }

  function number() {
    [...list.children].forEach((item, place) => {
      select(item).value = place + 1;
      item.querySelector("[data-way=up]").disabled = place === 0;
      item.querySelector("[data-way=down]").disabled = place === items.length - 1;
    });
  }
}

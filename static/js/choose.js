// Choosing among the speeches of a file: arrow keys (or J and K) go from one to the next, the button says how many are kept.
(() => {
  "use strict";

  const form = document.querySelector("[data-choose]");
  const boxes = [...form.querySelectorAll("input[type=checkbox]:not(:disabled)")];
  const count = form.querySelector("[data-count-of]");

  const tell = () => {
    if (count) count.textContent = ` ${boxes.filter((box) => box.checked).length} 篇`;
  };
  const go = (step) => {
    const here = boxes.indexOf(document.activeElement);
    const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), boxes.length - 1);
    boxes[next].focus();
    boxes[next].closest("li").scrollIntoView({ block: "nearest" });
  };

  form.addEventListener("change", tell);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !boxes.length) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    go(step);
  });
  tell();
  if (boxes.length) boxes[0].focus({ preventScroll: true });
})();

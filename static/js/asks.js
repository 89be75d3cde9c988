// Questions on the cards: T goes to the next one that is open; a day that is asked for gets the cursor.
(() => {
  "use strict";
  const desk = document.querySelector("[data-review]");
  if (!desk) return;

  const isOpen = (card) => !card.hidden && card.querySelector("[data-ask], .chip-open[data-act=name]");
  // After the lit card in the order of the page, and round to the first.
  function next() {
    const cards = Array.from(desk.querySelectorAll("article[data-draft]"));
    const here = cards.findIndex((card) => card.classList.contains("is-lit"));
    return [...cards.slice(here + 1), ...cards.slice(0, here + 1)].find(isOpen);
  }
  function goToNext() {
    const card = next();
    if (!card) return;
    // To have the focus is to be lit (review.js).
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    const name = card.querySelector(".chip-open[data-act=name]");
    if (name && !card.querySelector("[data-ask]") && !card.querySelector(".name-slot > *")) name.click();
  }
  desk.addEventListener("desk:key", (event) => {
    if (event.detail !== "t") return;
    event.preventDefault();
    goToNext();
  });
  desk.addEventListener("click", (event) => {
    if (event.target.closest("[data-next-ask]")) goToNext();
  });
  // Toggle does not bubble.
  desk.addEventListener("toggle", (event) => {
    if (event.target.matches(".ask-day[open]")) event.target.querySelector("input[type=date]").focus();
  }, true);
})();

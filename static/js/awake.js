// A long desk opens with its cards asleep: their words are there, their buttons are not made and htmx does not look at them. A card wakes as it
// comes near what one sees, when it is pointed at, gets the focus or the light, and at the latest when the browser has nothing else to do.
(() => {
  "use strict";
  const desk = document.querySelector("[data-review]");
  if (!desk) return;

  const ASLEEP = "article[hx-disable]";
  const NEAR = "300px 0px";
  // A card takes a few milliseconds; with less time left the next key would wait for it.
  const ENOUGH = 6;

  function wake(card) {
    if (!card || !card.matches(ASLEEP)) return;
    card.removeAttribute("hx-disable");
    near.unobserve(card);
    card.querySelectorAll("noscript").forEach((still) => {
      // A page that was fetched and read by DOMParser, which knows no scripts, has them as elements already.
      const acts = still.firstElementChild ? still : new DOMParser().parseFromString(still.textContent, "text/html").body;
      still.replaceWith(...acts.childNodes);
    });
    window.htmx.process(card);
  }

  const near = new IntersectionObserver((seen) => {
    seen.filter((one) => one.isIntersecting).forEach((one) => wake(one.target));
  }, { rootMargin: NEAR, scrollMargin: NEAR });
  let idle = 0;
  function rest(time) {
    idle = 0;
    // First everything is laid out, in a turn of its own.
    if (!desk.classList.contains("is-open")) {
      desk.classList.add("is-open");
      later();
      return;
    }
    let next = desk.querySelector(ASLEEP);
    for (; next && time.timeRemaining() > ENOUGH; next = desk.querySelector(ASLEEP)) wake(next);
    if (next) later();
  }
  function later() {
    if (!idle && document.readyState === "complete" && window.requestIdleCallback) idle = window.requestIdleCallback(rest);
  }
  function watch(place) {
    const fresh = place.matches(ASLEEP) ? [place] : place.querySelectorAll(ASLEEP);
    fresh.forEach((card) => near.observe(card));
    if (fresh.length) later();
  }

  // Whoever goes to a card scrolls: by true heights.
  desk.addEventListener("desk:wake", () => desk.classList.add("is-open"));
  ["pointerover", "focusin", "desk:wake"].forEach((name) => {
    desk.addEventListener(name, (event) => wake(event.target.closest("article")));
  });
  // Cards that a colleague's work brings (team.js).
  new MutationObserver((changes) => {
    changes.forEach((change) => change.addedNodes.forEach((node) => { if (node.nodeType === Node.ELEMENT_NODE) watch(node); }));
  }).observe(desk, { childList: true, subtree: true });
  watch(desk);
  window.addEventListener("load", later);
})();

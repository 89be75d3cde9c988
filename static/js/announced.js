// The regimes a speech announces, by keys: Z goes to the next one to decide; on it A previews and adopts, X declines, a digit answers.
(() => {
  "use strict";
  const place = document.getElementById("announced");
  const desk = document.querySelector("[data-review]");
  if (!place || !desk) return;

  const open = () => Array.from(document.querySelectorAll("[data-regime]"))
    .filter((card) => card.querySelector("[data-act], .choice"));
  function goToNext() {
    const cards = open();
    const next = cards[(cards.indexOf(document.activeElement.closest("[data-regime]")) + 1) % cards.length];
    if (!next) return false;
    next.scrollIntoView({ block: "nearest" });
    next.focus({ preventScroll: true });
    return true;
  }
  desk.addEventListener("desk:key", (event) => {
    if (event.detail === "z" && goToNext()) event.preventDefault();
  });

  // Before the desk hears them: on a regime these keys are about the regime.
  document.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-regime]");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select")) {
      if (event.key !== "Escape") return;
      card.focus();
      event.stopPropagation();
      return;
    }
    if (press(card, event.key.toLowerCase())) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);
  function press(card, key) {
    if (key === "a") return click(card.querySelector("[data-act=adopt]") || card.querySelector("[data-act=preview]"));
    if (key === "x") return click(card.querySelector("[data-act=decline]"));
    if (/^[1-9]$/.test(key)) return click(card.querySelectorAll(".choice")[key - 1]);
    return false;
  }
  // What is being answered is not asked again.
  function click(button) {
    if (button && !button.closest(".htmx-request")) button.click();
    return Boolean(button);
  }

  // The card's buttons are new after an answer: the focus returns to the card, or goes to the first field left to fill.
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.target;
    const card = target.closest && target.closest("[data-regime]");
    if (!card) return;
    if (target === card) {
      card.focus({ preventScroll: true });
      return;
    }
    // Other days in the form: whoever fills it in goes on.
    if (!target.matches(".announced-preview")) return;
    const empty = Array.from(target.querySelectorAll("input[required]")).find((field) => !field.value);
    if (!target.contains(document.activeElement)) (empty || card).focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  });
})();

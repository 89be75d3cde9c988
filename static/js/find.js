// Finding words on the review desk: in the speech and in the drafts at once, with how often, from one place to the next.
// The places are painted by the browser's own highlights, so that the page itself stays as it is.
(() => {
  "use strict";

  const bar = document.querySelector("[data-find]");
  const desk = document.querySelector("[data-review]");
  if (!bar || !desk) return;
  const field = bar.querySelector("input");
  const told = bar.querySelector("output");
  const MOST = 2000;
  let places = [];
  let here = -1;

  const paint = (name, ranges) => {
    if (!window.Highlight || !CSS.highlights) return;
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
    else CSS.highlights.delete(name);
  };

  // The places of the words in one paragraph or card, though marks cut its text into pieces.
  const within = (block, words) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "";
    while (walker.nextNode()) {
      if (walker.currentNode.parentElement.closest("button, select, option, input, textarea, noscript")) continue;
      nodes.push([text.length, walker.currentNode]);
      text += walker.currentNode.data.toLowerCase();
    }
    const spot = (at) => {
      const [start, node] = nodes.findLast(([begin]) => begin <= at);
      return [node, at - start];
    };
    const found = [];
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
      const range = document.createRange();
      range.setStart(...spot(at));
      const [last, upTo] = spot(at + words.length - 1);
      range.setEnd(last, upTo + 1);
      found.push(range);
    }
    return found;
  };

  const tell = (speech, drafts) => {
    if (!field.value.trim()) told.textContent = "";
    else if (!places.length) told.textContent = "没有找到";
    else told.textContent = `${here + 1}/${places.length}（原文${speech}处，草稿${drafts}处）`;
  };
  const counts = () => {
    const drafts = places.filter((range) => range.startContainer.parentElement.closest("article[data-draft]")).length;
    return [places.length - drafts, drafts];
  };
  const go = (step) => {
    if (!places.length) return;
    here = (here + step + places.length) % places.length;
    paint("found-here", [places[here]]);
    const place = places[here].startContainer.parentElement;
    place.closest("details:not([open])")?.setAttribute("open", "");
    place.scrollIntoView({ block: "center" });
    tell(...counts());
  };
  const look = (stay) => {
    const words = field.value.trim().toLowerCase();
    places = [];
    if (words) {
      for (const block of desk.querySelectorAll(".review-text p[data-at], article[data-draft]:not([hidden])")) {
        places.push(...within(block, words));
        if (places.length >= MOST) break;
      }
    }
    paint("found", places);
    paint("found-here", []);
    here = stay ? Math.min(here, places.length - 1) : -1;
    if (stay && here >= 0) paint("found-here", [places[here]]);
    if (!stay) go(1);
    tell(...counts());
  };
  const open = () => {
    bar.hidden = false;
    field.select();
    field.focus();
  };
  const close = () => {
    bar.hidden = true;
    field.value = "";
    look(false);
    desk.querySelector(".is-lit")?.focus({ preventScroll: true });
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open();
  }, true);
  bar.addEventListener("keydown", (event) => {
    // While something is being typed into a Chinese input method, Enter belongs to it.
    if (event.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target === field) go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  field.addEventListener("input", () => look(false));
  bar.querySelector("[data-find-next]").addEventListener("click", () => go(1));
  bar.querySelector("[data-find-back]").addEventListener("click", () => go(-1));
  bar.querySelector("[data-find-close]").addEventListener("click", close);
  document.addEventListener("htmx:afterSettle", () => { if (!bar.hidden) look(true); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-find-open]")) open(); });
})();

// Choosing words of the speech without a mouse: V selects the next sentence that no draft has, B the one before. Shift and the arrows move its end,
// as they do for any selection; N makes a draft of it (review.js).
(() => {
  "use strict";
  const desk = document.querySelector("[data-review]");
  if (!desk) return;

  const SENTENCE = /[^。！？；!?;]+[。！？；!?;]*/g;
  const WORDS = /\p{L}{2}/u;

  // The letters of a paragraph, node by node: [where it begins, the node, does a draft have it].
  function pieces(line) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let at = 0; walker.nextNode(); at += walker.currentNode.length) {
      found.push([at, walker.currentNode, Boolean(walker.currentNode.parentElement.closest("mark[data-of]"))]);
    }
    return found;
  }
  // The sentences of a paragraph that no draft touches, as ranges.
  function free(line) {
    const parts = pieces(line);
    const place = (at, isEnd) => parts.findLast(([begin]) => (isEnd ? begin < at : begin <= at));
    return Array.from(line.textContent.matchAll(SENTENCE), (one) => [one.index, one.index + one[0].length, one[0]])
      .filter(([, , words]) => WORDS.test(words))
      .filter(([start, end]) => !parts.some(([begin, node, isTaken]) => isTaken && begin < end && begin + node.length > start))
      .map(([start, end]) => {
        const range = document.createRange();
        const [first, last] = [place(start, false), place(end, true)];
        range.setStart(first[1], start - first[0]);
        range.setEnd(last[1], end - last[0]);
        return range;
      });
  }
  // From what is selected; else from the draft in hand; else from the top.
  function origin(lines) {
    const chosen = window.getSelection();
    if (chosen.rangeCount && !chosen.isCollapsed && lines.some((line) => line.contains(chosen.anchorNode))) return chosen.getRangeAt(0);
    const range = document.createRange();
    const mark = desk.querySelector("mark.is-lit");
    if (mark) range.selectNode(mark);
    else range.setStart(lines[0], 0);
    return range;
  }
  const isAfter = (range, here) => range.compareBoundaryPoints(Range.END_TO_START, here) >= 0;
  const isBefore = (range, here) => range.compareBoundaryPoints(Range.START_TO_END, here) <= 0;

  function pick(isBack) {
    const lines = Array.from(desk.querySelectorAll(".review-text [data-at]"));
    if (!lines.length) return;
    const here = origin(lines);
    const home = Math.max(lines.findIndex((line) => line.contains(here.startContainer)), 0);
    const way = isBack ? lines.slice(0, home + 1).reverse() : lines.slice(home);
    for (const line of way) {
      const fit = free(line).filter((range) => (isBack ? isBefore(range, here) : isAfter(range, here)));
      if (!fit.length) continue;
      show(isBack ? fit.at(-1) : fit[0]);
      return;
    }
  }
  function show(range) {
    const chosen = window.getSelection();
    chosen.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    const column = desk.querySelector(".review-text");
    const [frame, place] = [column.getBoundingClientRect(), range.getBoundingClientRect()];
    if (place.top < frame.top + 48 || place.bottom > Math.min(frame.bottom, window.innerHeight)) {
      column.scrollBy({ top: place.top - frame.top - frame.height / 4, behavior: "instant" });
    }
  }
  desk.addEventListener("desk:key", (event) => {
    if (event.detail !== "v" && event.detail !== "b") return;
    event.preventDefault();
    pick(event.detail === "b");
  });
})();

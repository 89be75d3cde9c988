// The review desk: text and drafts show each other, and every act has a key. The server decides; this only presses its buttons.
(() => {
  "use strict";
  const desk = document.querySelector("[data-review]");
  if (!desk) return;

  // Kept here and not in a class of the card: htmx sets a swapped card's classes anew a moment after the swap.
  let lit = "";
  // What is filtered for; the bar is new after every swap of the desk.
  let wanted = [];
  // Where both columns stood before the whole desk was swapped.
  let places = [];
  // What is being answered, by request: the desk, or a card by id, and since when. A new button hears nothing before htmx has settled it,
  // so keys pressed meanwhile wait here for their turn.
  const answering = new Map();
  let early = [];
  // Milliseconds after which an answer counts as lost: it must not lock the keyboard.
  const PATIENCE = 5000;

  const all = () => Array.from(desk.querySelectorAll("article[data-draft]"));
  const cards = () => all().filter((card) => !card.hidden);
  const current = () => (lit ? document.getElementById(`d${lit}`) : null);
  const columns = () => Array.from(desk.querySelectorAll(".review-text, .review-drafts"));
  // Only when it is not in sight, and only its own column: what one looks at must not jump.
  function reveal(thing) {
    if (!thing) return;
    const column = thing.closest(".review-text, .review-drafts");
    if (!column || column.scrollHeight <= column.clientHeight) {
      thing.scrollIntoView({ block: "nearest" });
      return;
    }
    const frame = column.getBoundingClientRect();
    const place = thing.getBoundingClientRect();
    if (place.top >= frame.top + 48 && place.bottom <= frame.bottom) return;
    const by = place.top - frame.top - frame.height / 4;
    // One screen on may glide; a long way takes a busy machine seconds.
    column.scrollBy({ top: by, behavior: Math.abs(by) > frame.height ? "instant" : "auto" });
  }

  function light(id, from) {
    lit = id;
    desk.querySelectorAll(".is-lit").forEach((old) => old.classList.remove("is-lit"));
    desk.querySelectorAll(`mark[data-of="${id}"]`).forEach((mark) => mark.classList.add("is-lit"));
    const card = current();
    if (card) {
      card.classList.add("is-lit");
      card.dispatchEvent(new CustomEvent("desk:wake", { bubbles: true }));
    }
    if (from === "stay") return;
    if (from !== "text") reveal(document.getElementById(`t${id}`));
    if (from !== "card") reveal(card);
  }

  function follow(event) {
    const mark = event.target.closest("mark[data-of]");
    const spot = event.target.closest("rect[data-of]");
    const card = event.target.closest("article[data-draft]");
    if (spot) light(spot.dataset.of, "");
    else if (mark) light(mark.dataset.of, "text");
    else if (card) light(card.dataset.draft, "card");
  }
  desk.addEventListener("click", follow);
  desk.addEventListener("focusin", follow);

  // Hovering shows the other side without moving it.
  function hover(event) {
    const over = event.target.closest("mark[data-of], article[data-draft]");
    const id = over ? over.dataset.of || over.dataset.draft : "";
    desk.querySelectorAll(".is-near").forEach((old) => old.classList.remove("is-near"));
    if (id) desk.querySelectorAll(`mark[data-of="${id}"], #d${id}`).forEach((one) => one.classList.add("is-near"));
  }
  desk.addEventListener("mouseover", hover);

  function step(by) {
    const seen = cards();
    if (!seen.length) return;
    const next = seen[Math.min(Math.max(seen.indexOf(current()) + by, 0), seen.length - 1)];
    if (columns()[0].scrollHeight > columns()[0].clientHeight && desk.getBoundingClientRect().top > 60) desk.scrollIntoView();
    light(next.dataset.draft, "");
    next.focus({ preventScroll: true });
  }
  function press(act) {
    const card = current();
    const button = card && card.querySelector(`[data-act="${act}"]`);
    if (!button) return;
    button.click();
    if (act === "reject") {
      const reason = card.querySelector('input[name="reason"]');
      if (reason) reason.focus();
    }
  }
  function pressOnDesk(key) {
    const button = desk.querySelector(`[data-key="${key}"]`);
    if (button) button.click();
  }
  function acceptAndGoOn() {
    const card = current();
    if (!card) return step(1);
    press("accept");
    return step(1);
  }
  function help() {
    const sheet = document.getElementById("keys");
    if (sheet.open) sheet.close();
    else sheet.showModal();
  }
  function openOutline() {
    const outline = desk.querySelector(".outline-nav");
    if (!outline) return;
    outline.open = !outline.open;
    (outline.open ? outline.querySelector("a") : outline.querySelector("summary")).focus();
  }
  function goTo(selector) {
    const field = document.querySelector(selector);
    if (!field) return;
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }

  // Cards that the filter leaves out are hidden; a heading without cards goes too.
  function fits(card, asked) {
    return (!asked.decision || card.dataset.decision === asked.decision)
      && (!asked.unit || (card.dataset.units || "").split("、").includes(asked.unit))
      && (!asked.below || Number(card.dataset.sure) < Number(asked.below))
      && ["doubt", "unknown", "due"].every((name) => !asked[name] || name in card.dataset);
  }
  function filter() {
    const bar = desk.querySelector("[data-filter]");
    wanted = Array.from(new FormData(bar));
    const asked = Object.fromEntries(wanted);
    const isAsking = Object.values(asked).some(Boolean);
    all().forEach((card) => { card.hidden = !fits(card, asked); });
    desk.querySelectorAll(".draft-group").forEach((group) => {
      group.hidden = !group.querySelector("article[data-draft]:not([hidden])");
    });
    bar.querySelector("[data-shown]").textContent = isAsking ? `显示${cards().length}条，共${all().length}条` : "";
  }
  // The units that lead on the cards, as they are after each act.
  function offerUnits() {
    const field = desk.querySelector("[data-filter] [name=unit]");
    if (!field) return;
    const chosen = field.value;
    const named = new Set(all().flatMap((card) => (card.dataset.units || "").split("、")).filter(Boolean));
    field.replaceChildren(field.options[0], ...Array.from(named, (name) => new Option(name)));
    field.value = named.has(chosen) ? chosen : "";
  }
  function filterAgain() {
    offerUnits();
    const bar = desk.querySelector("[data-filter]");
    wanted.forEach(([name, value]) => {
      const field = bar.elements[name];
      if (field.type === "checkbox") field.checked = true;
      else field.value = value;
    });
    filter();
  }
  desk.addEventListener("change", (event) => { if (event.target.closest("[data-filter]")) filter(); });
  desk.addEventListener("submit", (event) => { if (event.target.matches("[data-filter]")) event.preventDefault(); });

  const keys = {
    j: () => step(1), k: () => step(-1),
    a: () => press("accept"), e: () => press("edit"), x: () => press("reject"), r: () => press("restore"),
    s: () => press("split"), m: () => press("merge"), n: () => add(),
    q: () => press("name"), l: () => press("link"), w: () => press("why"), u: () => pressOnDesk("u"), d: acceptAndGoOn,
    o: openOutline, f: () => goTo("[data-filter] select"), p: () => goTo("#above"), g: () => goTo("#register input[name=basis]"), "?": help,
  };
  // A digit answers the question that the card asks: where to cut, who is meant; 0 ticks "always".
  function choose(key) {
    const card = current();
    if (!card || !/^[0-9]$/.test(key)) return false;
    // A question that was opened goes before the one that stands on the card.
    const opened = card.querySelector(".name-slot > *") || card;
    const always = opened.querySelector('[name="always"]');
    const answer = key === "0" ? always || opened.querySelectorAll(".choice")[9] : opened.querySelectorAll(".choice")[key - 1];
    if (answer) answer.click();
    return Boolean(answer);
  }

  // Offsets are code points of the text, as the server counts them; a paragraph knows where it begins.
  function offset(node, within) {
    const start = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const line = start && start.closest("[data-at]");
    if (!line || !desk.contains(line)) return null;
    const before = document.createRange();
    before.setStart(line, 0);
    before.setEnd(node, within);
    return Number(line.dataset.at) + Array.from(before.toString()).length;
  }
  function selected() {
    const chosen = window.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return null;
    const range = chosen.getRangeAt(0);
    const lines = Array.from(desk.querySelectorAll(".review-text [data-at]")).filter((line) => range.intersectsNode(line));
    if (!lines.length) return null;
    // Three clicks on the last paragraph, and a hand that slips over the edge, end outside of the text: it ends there.
    const last = lines.at(-1);
    const start = offset(range.startContainer, range.startOffset) ?? Number(lines[0].dataset.at);
    const end = offset(range.endContainer, range.endOffset) ?? Number(last.dataset.at) + Array.from(last.textContent).length;
    return end > start ? { start, end } : null;
  }
  function add() {
    const button = desk.querySelector("[data-add]");
    const chosen = selected();
    if (button && chosen) window.htmx.ajax("GET", button.dataset.add, { target: "#new-draft", values: chosen });
  }
  document.addEventListener("selectionchange", () => {
    const button = desk.querySelector("[data-add]");
    if (button) button.disabled = !selected();
  });
  // A press on the button must not take the selection away before the click is heard.
  desk.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-add]")) event.preventDefault();
  });
  desk.addEventListener("click", (event) => {
    if (event.target.closest("[data-add]")) add();
    if (event.target.closest("[data-help]")) help();
    if (event.target.closest(".outline-nav a")) event.target.closest(".outline-nav").open = false;
    const leave = event.target.closest("[data-empty]");
    if (leave) document.querySelector(leave.dataset.empty).replaceChildren();
  });
  desk.addEventListener("input", (event) => {
    if (!event.target.matches("[data-range-from]")) return;
    const words = event.target.closest("form").querySelector("[data-quote]");
    const letters = Array.from(words.textContent.replace("｜", ""));
    letters.splice(event.target.value - event.target.dataset.rangeFrom, 0, "｜");
    words.textContent = letters.join("");
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "Escape" && typing) {
      const card = typing.closest("article");
      const leave = card && card.querySelector('[data-act="leave"]');
      if (leave) leave.click();
      else typing.blur();
      return;
    }
    // Not every browser sends a form from a list by Enter.
    if (event.key === "Enter" && typing && typing.id === "above") {
      event.preventDefault();
      typing.blur();
      typing.form.requestSubmit();
      return;
    }
    if (event.key === "Escape") {
      const outline = desk.querySelector(".outline-nav[open]");
      if (outline) openOutline();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isBusy(event.key)) {
      event.preventDefault();
      early.push(event.key);
      return;
    }
    early = [];
    if (obey(event.key)) event.preventDefault();
  });
  function obey(key) {
    if (choose(key)) return true;
    const act = keys[key.toLowerCase()];
    if (act) act();
    // Other parts of the page have keys too: they hear of those that are none here.
    return Boolean(act) || !desk.dispatchEvent(new CustomEvent("desk:key", { detail: key.toLowerCase(), cancelable: true }));
  }

  const isAwaited = (id) => Array.from(answering.values()).some((one) => one.place === id && Date.now() - one.since < PATIENCE);
  // To the next card one may always go, but not from a desk that is about to be new.
  const isBusy = (key) => isAwaited(desk.id) || (isAwaited(`d${lit}`) && !"jk".includes(key.toLowerCase()));
  function placeOf(target) {
    const part = target.closest && (target.closest("article[data-draft]") || target.closest("[data-review]"));
    return part ? part.id : "";
  }
  // By the request and not by the place: an answer may go elsewhere than where it was expected.
  function answered(event) {
    answering.delete(event.detail.xhr);
    // Keys meant for a form that has opened meanwhile are not commands.
    if (document.activeElement.matches("input, textarea, select")) early = [];
    while (early.length && !isBusy(early[0])) obey(early.shift());
  }
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    answering.set(event.detail.xhr, { place: placeOf(event.detail.target), since: Date.now() });
  });
  // An answer without words swaps nothing, so nothing settles after it.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr.status === 204) answered(event);
  });
  // What was typed ahead counted on an act that failed: it is dropped, not done.
  ["htmx:responseError", "htmx:sendError", "htmx:sendAbort", "htmx:timeout", "htmx:swapError"].forEach((failure) => {
    document.body.addEventListener(failure, (event) => {
      early = [];
      answered(event);
    });
  });

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    // A refusal (409, 422) comes with the card or desk as it is now: it is shown like any other answer.
    if ([409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
      early = [];
    }
    if (event.detail.target === desk) places = columns().map((column) => column.scrollTop);
  });
  // A card that comes along with another's answer must not close a form in which somebody writes.
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.matches("article.draft-editing")) event.detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === desk) return;
    if (event.detail.target.matches(".name-slot")) {
      reveal(event.detail.target.closest("article"));
      return;
    }
    if (event.detail.target.id === "new-draft") {
      reveal(event.detail.target);
      const task = event.detail.target.querySelector("textarea");
      if (task) task.focus();
      return;
    }
    const card = event.detail.elt.closest ? event.detail.elt.closest("article[data-draft]") : null;
    if (!card || event.detail.target.closest(".draft-why")) return;
    // After an act on one card: the highlights take its new state, the tally is counted again, the light stays.
    desk.querySelectorAll(`mark[data-of="${card.dataset.draft}"]`).forEach((mark) => {
      mark.className = mark.className.replace(/\bo-(?!first)\w+/, `o-${card.dataset.state}`);
    });
    desk.querySelectorAll(`rect[data-of="${card.dataset.draft}"]`).forEach((spot) => {
      spot.setAttribute("class", `m m-${card.dataset.state}`);
    });
    count();
    // Whoever has gone on meanwhile is called back only by a refusal.
    if (lit !== card.dataset.draft && !card.querySelector(".plain-error")) return;
    light(card.dataset.draft, "card");
    const field = card.querySelector("form textarea");
    if (field) field.focus();
    else card.focus({ preventScroll: true });
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target === desk) settle();
    else if (lit && !(event.detail.target.closest && event.detail.target.closest(".draft-why"))) light(lit, "card");
    answered(event);
  });

  // After an act on several cards the desk is new: both columns return to their place, then to the draft to go on with.
  function settle() {
    filterAgain();
    columns().forEach((column, number) => {
      column.scrollTo({ top: places[number] || 0, behavior: "instant" });
    });
    const next = desk.querySelector("[data-lit]");
    const id = next ? next.dataset.lit : lit;
    if (!id || !document.getElementById(`d${id}`)) return;
    light(id, "");
    current().focus({ preventScroll: true });
  }
  function count() {
    desk.querySelectorAll("[data-tally]").forEach((shown) => {
      shown.textContent = all().filter((card) => card.dataset.decision === shown.dataset.tally).length;
    });
    offerUnits();
  }

  // What colleagues changed has come in (team.js): light and numbers follow, nothing moves.
  desk.addEventListener("desk:news", () => {
    count();
    if (lit) light(lit, "stay");
  });

  // A browser may bring back what was ticked before a reload.
  if (desk.querySelector("[data-filter]")) {
    offerUnits();
    filter();
  }
  if (/^#[dt]\d+$/.test(location.hash)) light(location.hash.slice(2), "");
})();

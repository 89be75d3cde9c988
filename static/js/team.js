// Several officers at one desk: shows who else is here, and takes over what they changed, without moving what one looks at and
// without touching a form that is open. The server is asked seldom while one is alone, and not at all from a tab nobody sees.
(() => {
  "use strict";
  const desk = document.querySelector("[data-review]");
  const team = document.getElementById("team");
  if (!desk || !team) return;

  const ALONE = 20000;
  const TOGETHER = 4000;
  const SOON = 1000;
  const tab = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
  let timer = 0;

  const cardOf = (id) => document.getElementById(`d${id}`);
  const inHand = () => desk.querySelector("article.draft-editing[data-draft]") || desk.querySelector("article.is-lit");
  const isAnswering = () => Boolean(document.querySelector("#desk[aria-busy], #desk [aria-busy], #desk .htmx-request"));

  // Whoever is filling something in is left alone: an open form, a reason, a question.
  function isInUse(card) {
    const answer = card.querySelector(".name-slot");
    return card.classList.contains("draft-editing")
      || Boolean(card.querySelector("details[open]:not(.draft-why)"))
      || Boolean(answer && answer.firstElementChild)
      || Boolean(document.activeElement.closest("input, select, textarea") && card.contains(document.activeElement));
  }

  function look(after) {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      // An answer sets the time of the next call; where none comes, it is this one.
      look(ALONE);
      if (!document.hidden || desk.querySelector("form[data-keep]")) window.htmx.trigger(team, "look");
    }, after);
  }

  // The page around hears nothing of these calls: a lost one is no failed act, and keys need not wait for it.
  ["beforeRequest", "afterRequest", "beforeSwap", "afterSwap", "afterSettle", "sendError", "responseError", "timeout", "sendAbort"].forEach((name) => {
    team.addEventListener(`htmx:${name}`, (event) => event.stopPropagation());
  });
  team.addEventListener("htmx:configRequest", (event) => {
    const asked = event.detail.parameters;
    const card = inHand();
    asked.tab = tab;
    if (card) asked.draft = card.dataset.draft;
    if (card && card.classList.contains("draft-editing")) asked.editing = "1";
    if ("all" in team.dataset) asked.all = "1";
  });
  team.addEventListener("htmx:responseError", (event) => {
    // Gone from the office, signed out: there is nothing to ask for any more.
    if ([401, 403, 404].includes(event.detail.xhr.status)) window.clearTimeout(timer);
  });
  team.addEventListener("htmx:afterSettle", () => {
    tags();
    look(team.querySelector("[data-who]") ? TOGETHER : ALONE);
    if (behind().length) catchUp();
  });

  // Where somebody is, and where I have typed and not saved: beside the card's edge, so that nothing in it moves.
  function tags() {
    desk.querySelectorAll(".draft-visitor").forEach((old) => old.remove());
    team.querySelectorAll("li[data-on]").forEach((one) => {
      const card = cardOf(one.dataset.on);
      if (!card || (!one.dataset.who && card.querySelector("form[data-keep]"))) return;
      const tag = document.createElement("span");
      tag.className = "draft-visitor";
      if (!one.dataset.who) tag.textContent = `有未保存的修改，${one.textContent}`;
      else tag.textContent = `${one.dataset.who}${"editing" in one.dataset ? "正在改" : "正在看"}`;
      tag.classList.toggle("is-editing", "editing" in one.dataset);
      card.append(tag);
    });
  }

  const revisions = () => new Map(document.getElementById("team-revisions").value.trim().split(/\s+/).filter(Boolean).map((one) => one.split(":")));
  // The ids of cards that are newer elsewhere, have come or have gone; those in use wait until they are free again.
  function behind() {
    const now = revisions();
    const here = Array.from(desk.querySelectorAll("article[data-draft]"));
    const changed = here.filter((card) => !now.has(card.dataset.draft) || Number(now.get(card.dataset.draft)) > Number(card.dataset.revision));
    const fresh = Array.from(now.keys()).filter((id) => !cardOf(id));
    changed.filter(isInUse).forEach(warn);
    return [...changed.filter((card) => !isInUse(card)).map((card) => card.dataset.draft), ...fresh];
  }
  function warn(card) {
    const form = card.querySelector("form[data-keep]");
    if (!form || !card.matches(".draft-editing") || form.querySelector(".team-warning")) return;
    const line = document.createElement("p");
    line.className = "draft-doubt team-warning";
    line.setAttribute("role", "status");
    line.textContent = "这一条刚被别人改动。您填的不会丢，保存时会列出两边的内容。";
    form.append(line);
  }

  async function catchUp() {
    if (isAnswering()) return look(SOON);
    const asked = performance.now();
    const answer = await fetch(team.dataset.desk, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer || !answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    // An act of one's own that was answered meanwhile may be newer than this: look again.
    if (isAnswering() || acted > asked) return look(SOON);
    takeOver(fresh);
  }
  let acted = 0;
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (!desk.contains(event.detail.target)) return;
    acted = performance.now();
    tags();
    // A form was opened or left: tell the others now, not in a while.
    if (event.detail.target.matches("article")) look(300);
    // A colleague's card that this desk has not seen yet: the answer left it out.
    if (desk.querySelector('article[data-revision="-1"]')) look(0);
  });

  function takeOver(fresh) {
    const back = [...desk.querySelectorAll(".review-text, .review-drafts"), null].map(anchor);
    const holder = document.activeElement.closest("article[data-draft]");
    const newer = Array.from(fresh.querySelectorAll("article[data-draft]"));
    const groups = newer.map((card) => card.closest(".draft-group"));
    const ids = new Set(newer.map((card) => card.dataset.draft));
    desk.querySelectorAll("article[data-draft]").forEach((card) => {
      if (!ids.has(card.dataset.draft) && !isInUse(card)) card.remove();
    });
    newer.forEach((card, number) => put(card, number, newer, groups));
    desk.querySelectorAll(".draft-group").forEach((group) => { if (!group.querySelector("article")) group.remove(); });
    fresh.querySelectorAll(".review-text [data-at]").forEach(renew);
    desk.querySelector(".minimap").replaceChildren(...fresh.querySelector(".minimap").childNodes);
    desk.dispatchEvent(new CustomEvent("desk:news"));
    tags();
    const again = holder && !holder.isConnected && cardOf(holder.dataset.draft);
    if (again) again.focus({ preventScroll: true });
    back.forEach((go) => go());
  }

  // One card in its place: over the older one, else beside its neighbours under the same heading, else under its own.
  function put(card, number, newer, groups) {
    const old = cardOf(card.dataset.draft);
    if (old && (isInUse(old) || Number(old.dataset.revision) >= Number(card.dataset.revision))) return;
    const before = number > 0 && cardOf(newer[number - 1].dataset.draft);
    const after = number + 1 < newer.length && cardOf(newer[number + 1].dataset.draft);
    if (old) {
      const why = old.querySelector(".draft-why");
      card.hidden = old.hidden;
      card.querySelector(".draft-why").open = Boolean(why && why.open);
      old.replaceWith(card);
    } else if (before && groups[number - 1] === groups[number]) before.after(card);
    else if (after && groups[number + 1] === groups[number]) after.before(card);
    else under(card, groups[number], before);
    window.htmx.process(card);
    card.classList.add("is-news");
  }
  function under(card, group, before) {
    const own = group.cloneNode(false);
    const heading = group.querySelector(".draft-heading");
    if (heading) own.append(heading);
    own.append(card);
    const empty = desk.querySelector(".review-drafts .empty-note");
    if (empty) empty.remove();
    (before ? before.closest(".draft-group") : document.getElementById("new-draft")).after(own);
  }

  // A paragraph whose highlights changed; one in which words are selected keeps them until the next look.
  function renew(line) {
    const old = document.getElementById(line.id);
    const chosen = window.getSelection();
    if (!old || (!chosen.isCollapsed && chosen.containsNode(old, true))) return;
    const plain = old.cloneNode(true);
    plain.querySelectorAll("mark").forEach((mark) => mark.classList.remove("is-lit", "is-near"));
    if (!plain.isEqualNode(line)) old.replaceChildren(...line.childNodes);
  }

  // Remembers what stands at the top of a column (null: of the window) and returns the way back to it.
  function anchor(column) {
    const top = column ? column.getBoundingClientRect().top : 60;
    const things = (column || desk).querySelectorAll("article[data-draft], [data-at]");
    const first = Array.from(things).find((thing) => thing.getBoundingClientRect().bottom > top + 1);
    if (!first) return () => {};
    const stood = first.getBoundingClientRect().top;
    return () => {
      const now = first.isConnected ? first : document.getElementById(first.id);
      if (now) (column || window).scrollBy({ top: now.getBoundingClientRect().top - stood, behavior: "instant" });
    };
  }

  window.addEventListener("pagehide", () => {
    const words = new FormData();
    words.append("tab", tab);
    words.append("leaving", "1");
    words.append("csrfmiddlewaretoken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]);
    navigator.sendBeacon(team.getAttribute("hx-post"), words);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(0); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) look(0); });
  // Not before htmx knows this element.
  window.addEventListener("load", () => look(0));
})();

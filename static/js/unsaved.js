// What is typed into a form that says where to keep it (of a draft, a report, a new unit, a registration) is kept as it is typed: a reload or a dead browser costs one field at most.
// Where the server cannot be reached (or the session has ended) it waits in this tab and is handed over when the form opens again.
(() => {
  "use strict";
  if (!document.querySelector("[data-review], [data-keeps]")) return;

  const PAUSE = 700;
  const PATIENCE = 1500;
  // Of each form: the pause that runs, and the calls under way, one after the other.
  const timers = new WeakMap();
  const calls = new WeakMap();
  // Forms that were sent or left on purpose: taking one off the page is a last change of its field, and what arrived later would be offered as unsaved.
  const done = new WeakSet();
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const formOf = (thing) => (thing.closest ? thing.closest("form[data-keep]") : null);
  const placeOf = (form) => `unsaved:${form.dataset.keep}`;

  function words(form) {
    const made = new FormData(form);
    // Files are chosen again: sending them at every pause would cost more than it saves.
    Array.from(made).filter(([, value]) => value instanceof File).forEach(([name]) => made.delete(name));
    made.set("csrfmiddlewaretoken", token());
    return made;
  }
  function say(form, text) {
    const place = form.querySelector("[data-kept]");
    if (place) place.textContent = text;
  }
  // One call after the other: what was typed first must not arrive last.
  function send(form, address, body) {
    const before = calls.get(form) || Promise.resolve();
    const call = before.then(() => fetch(address, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true }));
    const settled = call.catch(() => null).then(() => {
      if (calls.get(form) === settled) calls.delete(form);
    });
    calls.set(form, settled);
    return call;
  }
  async function keep(form) {
    window.clearTimeout(timers.get(form));
    timers.delete(form);
    if (done.has(form)) return;
    const answer = await send(form, form.dataset.keep, words(form)).catch(() => null);
    if (answer && answer.status === 200) say(form, `已暂存，${(await answer.json()).at}`);
    else if (answer && [204, 409].includes(answer.status)) say(form, "");
    else store(form, answer);
    if (answer && answer.ok) sessionStorage.removeItem(placeOf(form));
  }
  function store(form, answer) {
    const made = Array.from(words(form)).filter(([name]) => name !== "csrfmiddlewaretoken");
    sessionStorage.setItem(placeOf(form), JSON.stringify(made));
    say(form, answer && [401, 403].includes(answer.status) ? "登录已过期，所填内容先留在本页" : "网络不通，所填内容先留在本页");
  }

  document.addEventListener("input", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    done.delete(form);
    window.clearTimeout(timers.get(form));
    timers.set(form, window.setTimeout(() => keep(form), PAUSE));
  });
  document.addEventListener("change", (event) => {
    const form = formOf(event.target);
    if (form) keep(form);
  });
  function finish(form) {
    done.add(form);
    window.clearTimeout(timers.get(form));
    timers.delete(form);
  }
  // Saving sends everything itself; it waits for a call under way, which might arrive after it.
  const waiting = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    finish(form);
    if (!form.hasAttribute("hx-post")) sessionStorage.removeItem(placeOf(form));
    const call = calls.get(form);
    if (!call) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting.has(form)) return;
    waiting.add(form);
    const patience = new Promise((resolve) => window.setTimeout(resolve, PATIENCE));
    Promise.race([call, patience]).then(() => {
      waiting.delete(form);
      calls.delete(form);
      form.requestSubmit(event.submitter || undefined);
    });
  }, true);
  // What did not get through stays in this tab.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches("form[data-keep]") || event.detail.requestConfig.verb !== "post") return;
    if ([0, 401, 403].includes(event.detail.xhr.status)) {
      done.delete(form);
      keep(form);
    } else sessionStorage.removeItem(placeOf(form));
  });
  // Leaving on purpose drops it, here and there.
  document.addEventListener("click", (event) => {
    const leave = event.target.closest('[data-act="leave"]');
    const form = leave && formOf(leave);
    if (!form) return;
    finish(form);
    sessionStorage.removeItem(placeOf(form));
    const body = new FormData();
    body.append("csrfmiddlewaretoken", token());
    send(form, form.dataset.forget, body).catch(() => null);
  }, true);
  // The tab goes away within the pause: the last words go along.
  window.addEventListener("pagehide", () => {
    document.querySelectorAll("form[data-keep]").forEach((form) => {
      if (timers.has(form)) navigator.sendBeacon(form.dataset.keep, words(form));
    });
  });

  // What had to wait in this tab is handed over before its form is shown again.
  async function handOver(form, showAgain) {
    const stored = form && sessionStorage.getItem(placeOf(form));
    if (!stored) return;
    const body = new FormData();
    JSON.parse(stored).forEach(([name, value]) => body.append(name, value));
    body.set("csrfmiddlewaretoken", token());
    const answer = await fetch(form.dataset.keep, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer || ![200, 204, 409].includes(answer.status)) return;
    sessionStorage.removeItem(placeOf(form));
    if (answer.status === 200) showAgain(form);
  }
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const form = document.querySelector(`#${event.detail.target.id || "none"} form[data-keep]`);
    handOver(form, (shown) => {
      const card = shown.closest("article");
      const small = shown.closest(".name-slot, .announced-preview");
      if (small) {
        window.htmx.ajax("GET", shown.dataset.again, { target: small, swap: "innerHTML" });
        return;
      }
      const place = card ? { target: card, swap: "outerHTML" } : { target: shown.closest(".slot"), swap: "innerHTML" };
      window.htmx.ajax("GET", shown.dataset.again || shown.getAttribute("hx-post"), place);
    });
  });
  // On a page of its own the form is there from the start.
  document.querySelectorAll("[data-keeps] form[data-keep], form[data-keeps]").forEach((form) => handOver(form, () => window.location.reload()));
})();

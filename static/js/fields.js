// Fields that the server reads while one types: a time limit or frequency in words, and lines of unit names. Saving does not need this.
(() => {
  "use strict";

  const WAIT = 350;
  const timers = new WeakMap();
  // The answer to an older question must not be shown over a newer one's.
  const asked = new WeakMap();

  async function ask(field, address, place, query) {
    const mine = (asked.get(field) || 0) + 1;
    asked.set(field, mine);
    const answer = await fetch(`${address}?${new URLSearchParams(query)}`, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return false;
    const words = await answer.text();
    if (asked.get(field) !== mine || !place.isConnected) return false;
    // What the server drew, as nodes: no script in it would run.
    place.replaceChildren(...new DOMParser().parseFromString(words, "text/html").body.childNodes);
    return true;
  }
  function soon(field, act) {
    clearTimeout(timers.get(field));
    timers.set(field, setTimeout(act, WAIT));
  }

  // A time in words: what was read fills the day, hour and kind beside it; whoever wants another sets them after.
  const BESIDE = { on: "due_on", time: "due_time", kind: "due_kind" };
  const first = (field) => {
    if (field.tagName !== "SELECT") return field.defaultValue;
    const chosen = Array.from(field.options).find((option) => option.defaultSelected);
    return chosen ? chosen.value : "";
  };
  async function read(field) {
    const place = field.closest(".draft-input").querySelector(".read-slot");
    const words = field.value.trim();
    if (!words) {
      asked.set(field, (asked.get(field) || 0) + 1);
      place.replaceChildren();
      return;
    }
    const isShown = await ask(field, field.dataset.reads, place, { [field.name]: words });
    const reading = isShown && place.querySelector("[data-reading]");
    if (!reading) return;
    Object.entries(BESIDE).forEach(([part, name]) => { field.form.elements[name].value = reading.dataset[part]; });
  }
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches || !field.matches("[data-reads]")) return;
    if (field.name === "due_text") {
      // Until the new words are read, day, hour and kind stand as they came: the words decide.
      Object.values(BESIDE).forEach((name) => { field.form.elements[name].value = first(field.form.elements[name]); });
    }
    soon(field, () => read(field));
  });

  // A line of names: the one at the caret gets suggestions, unknown ones are marked.
  const APART = /[、，,；;]/;
  const offersOf = (field) => field.closest(".draft-input").querySelector(".offers");
  function span(field) {
    const at = field.selectionStart;
    const before = field.value.slice(0, at).split(APART).pop();
    const after = field.value.slice(at).split(APART)[0];
    return { start: at - before.length, end: at + after.length, typed: before };
  }
  async function offer(field, isTyping) {
    const place = offersOf(field);
    const typed = isTyping ? span(field).typed.trim() : "";
    const isShown = await ask(field, field.dataset.names, place, { q: typed, line: field.value });
    if (!isShown) return;
    const list = place.querySelector('[role="listbox"]');
    list.id = `${field.id}-offers`;
    list.querySelectorAll('[role="option"]').forEach((one, number) => { one.id = `${list.id}-${number}`; });
    field.setAttribute("aria-controls", list.id);
    const words = Array.from(list.children, (one) => one.dataset.word);
    // A name that is written out already needs no list.
    expand(field, document.activeElement === field && words.length > 0 && !(words.length === 1 && words[0] === typed));
  }
  function expand(field, isOpen) {
    field.setAttribute("aria-expanded", String(isOpen));
    field.removeAttribute("aria-activedescendant");
    const list = offersOf(field).querySelector('[role="listbox"]');
    if (list) list.hidden = !isOpen;
  }
  const isOpen = (field) => field.getAttribute("aria-expanded") === "true";
  function mark(field, by) {
    const all = Array.from(offersOf(field).querySelectorAll('[role="option"]'));
    const now = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const next = now < 0 ? (by > 0 ? 0 : all.length - 1) : (now + by + all.length) % all.length;
    all.forEach((one, number) => one.setAttribute("aria-selected", String(number === next)));
    field.setAttribute("aria-activedescendant", all[next].id);
    all[next].scrollIntoView({ block: "nearest" });
  }
  function take(field, word) {
    const { start, end } = span(field);
    const rest = field.value.slice(end);
    field.value = field.value.slice(0, start) + word + rest;
    field.setSelectionRange(start + word.length, start + word.length);
    field.dispatchEvent(new Event("change", { bubbles: true }));
    expand(field, false);
    offer(field, false);
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.matches && field.matches("[data-names]")) soon(field, () => offer(field, true));
  });
  // Heard before the desk hears it: Escape closes the list and not the form, Enter chooses and does not save.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches || !field.matches("[data-names]") || event.isComposing) return;
    if (!isOpen(field)) {
      if (event.key === "ArrowDown") soon(field, () => offer(field, true));
      return;
    }
    const chosen = offersOf(field).querySelector('[aria-selected="true"]');
    if (event.key === "ArrowDown") mark(field, 1);
    else if (event.key === "ArrowUp") mark(field, -1);
    else if (event.key === "Escape") expand(field, false);
    else if (event.key === "Enter" && chosen) take(field, chosen.dataset.word);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("mousedown", (event) => {
    const chosen = event.target.closest && event.target.closest('.offers [role="option"]');
    if (!chosen) return;
    // The field keeps the focus, so that the next name can be typed at once.
    event.preventDefault();
    take(chosen.closest(".draft-input").querySelector("[data-names]"), chosen.dataset.word);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches && event.target.matches("[data-names]")) expand(event.target, false);
  });

  // C opens the members of the first collective on the lit card.
  document.addEventListener("desk:key", (event) => {
    const chip = event.detail === "c" && document.querySelector('article.is-lit [data-act="members"]');
    if (!chip) return;
    event.preventDefault();
    chip.click();
  }, true);
  // A double click on a field of a card opens the form there.
  const SHOWN = { 牵头: "lead", 配合: "support", 报送: "report_to", 时限: "due_text", 频次: "rhythm", 分管: "leader" };
  let wanted = "";
  document.addEventListener("dblclick", (event) => {
    const part = event.target.closest && event.target.closest(".draft-fields dt, .draft-fields dd, .draft-task");
    const edit = part && !event.target.closest("a") && part.closest("article").querySelector('[data-act="edit"]');
    if (!edit) return;
    const label = part.tagName === "DD" ? part.previousElementSibling : part;
    wanted = SHOWN[label.textContent.trim()] || "action";
    window.getSelection().removeAllRanges();
    edit.click();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const card = wanted && event.detail.elt.closest && event.detail.elt.closest("article.draft-editing");
    const field = card && card.querySelector(`[name="${wanted}"]`);
    if (!field) return;
    wanted = "";
    field.focus();
  });

  // A question that has come into a card's slot is answered by keys at once.
  document.addEventListener("htmx:afterSettle", (event) => {
    const slot = event.detail.target;
    if (!slot.matches || !slot.matches(".name-slot")) return;
    const first = slot.querySelector(".unit-new input:not([type=hidden]), .members input[type=checkbox]");
    // Whoever has gone on to another field meanwhile stays there.
    if (first && !slot.contains(document.activeElement)) first.focus();
  });

  // A form that has come in: its lines of names are looked through once.
  function furnish(within) {
    within.querySelectorAll("[data-names]:not([role])").forEach((field) => {
      field.setAttribute("role", "combobox");
      field.setAttribute("aria-autocomplete", "list");
      field.setAttribute("aria-expanded", "false");
      if (field.value) offer(field, false);
    });
  }
  document.addEventListener("htmx:load", (event) => furnish(event.detail.elt.parentElement || event.detail.elt));
  furnish(document);
})();

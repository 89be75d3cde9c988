// After an @ the names of people who may see what is spoken of are offered: arrows and Enter, or a click, put one in.
(() => {
  "use strict";

  const AFTER = /[@＠]([^\s@＠]{0,10})$/;
  let timer = 0;
  let asked = 0;
  const listOf = (field) => field.closest(".mention-box").querySelector("[data-mention-list]");
  const close = (field) => listOf(field).replaceChildren();
  const written = (field) => AFTER.exec(field.value.slice(0, field.selectionStart));

  async function offer(field) {
    const found = written(field);
    if (!found) { close(field); return; }
    const about = field.form.elements.about;
    const question = new URLSearchParams({ q: found[1], about: about ? about.value : "" });
    const number = ++asked;
    const answer = await fetch(`${field.dataset.mention}?${question}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (number !== asked || !answer || !answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    listOf(field).replaceChildren(...page.body.children);
    mark(field, 0);
  }
  const names = (field) => Array.from(listOf(field).querySelectorAll("button"));
  function mark(field, index) {
    names(field).forEach((button, n) => button.classList.toggle("is-here", n === index));
  }
  function put(field, name) {
    const before = field.value.slice(0, field.selectionStart).replace(AFTER, `@${name} `);
    const after = field.value.slice(field.selectionStart);
    field.value = before + after;
    field.setSelectionRange(before.length, before.length);
    close(field);
    field.focus();
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches("[data-mention]")) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => offer(field), 250);
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches || !field.matches("[data-mention]") || event.isComposing) return;
    const offered = names(field);
    if (!offered.length) return;
    const here = offered.findIndex((button) => button.classList.contains("is-here"));
    if (event.key === "ArrowDown") mark(field, (here + 1) % offered.length);
    else if (event.key === "ArrowUp") mark(field, (here - 1 + offered.length) % offered.length);
    else if (event.key === "Enter" && here >= 0) put(field, offered[here].dataset.name);
    else if (event.key === "Escape") close(field);
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".mention-name");
    if (button) put(button.closest(".mention-box").querySelector("[data-mention]"), button.dataset.name);
  });
})();

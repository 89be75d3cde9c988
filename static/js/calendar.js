// The calendar beside a date field: the server draws each month with its workdays and festivals, this moves about in it.
// Without it the field is a plain date field.
(() => {
  "use strict";

  const DAY = 86400000;
  // The answer to an older question must not replace a newer month.
  let asked = 0;

  const toDay = (text) => new Date(`${text}T00:00:00Z`);
  const toText = (day) => day.toISOString().slice(0, 10);
  const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(toDay(text).getTime());

  const partsOf = (inside) => {
    const holder = inside.closest(".draft-input, [data-calendar-field]");
    return {
      field: holder.querySelector("input[data-calendar]"),
      opener: holder.querySelector("[data-open-calendar]"),
      slot: holder.querySelector(".calendar-slot"),
    };
  };

  // What htmx or the page brings in gets its button; the browser's own calendar knows no festivals.
  function furnish(within) {
    within.querySelectorAll("[data-open-calendar][hidden]").forEach((opener) => {
      opener.hidden = false;
      partsOf(opener).field.classList.add("has-calendar");
    });
  }

  async function show(parts, day) {
    asked += 1;
    const mine = asked;
    const chosen = isDay(parts.field.value) ? parts.field.value : "";
    const query = new URLSearchParams({ month: day.slice(0, 7), day: chosen });
    const answer = await fetch(`${parts.field.dataset.calendar}?${query}`, { headers: { Accept: "text/html" } }).catch(() => null);
    if (mine !== asked || !parts.slot.isConnected) return;
    if (!answer || !answer.ok || answer.redirected) {
      parts.slot.textContent = "日历没有取到，请直接填写日期。";
      return;
    }
    // What the server drew, as nodes: no script in it would run.
    parts.slot.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
    parts.slot.setAttribute("role", "dialog");
    parts.slot.setAttribute("aria-label", "选择日期");
    parts.opener.setAttribute("aria-expanded", "true");
    stand(parts.slot, day);
    parts.slot.firstElementChild.scrollIntoView({ block: "nearest" });
  }
  // One day of the month can be reached by Tab; the arrows move from there.
  function stand(slot, day) {
    const days = Array.from(slot.querySelectorAll("[data-day]"));
    const today = day ? null : days.find((one) => one.hasAttribute("aria-current"));
    const wanted = today || days.find((one) => one.dataset.day === day) || days.filter((one) => one.dataset.day <= day).pop() || days[0];
    days.forEach((one) => { one.tabIndex = one === wanted ? 0 : -1; });
    wanted.focus();
    wanted.scrollIntoView({ block: "nearest" });
  }
  function go(parts, day) {
    if (parts.slot.querySelector(`[data-day="${day}"]`)) stand(parts.slot, day);
    else show(parts, day);
  }
  function close(parts, back) {
    asked += 1;
    parts.slot.replaceChildren();
    ["role", "aria-label"].forEach((name) => parts.slot.removeAttribute(name));
    parts.opener.setAttribute("aria-expanded", "false");
    if (back) parts.field.focus();
  }
  // Without a day the server shows the month of its own today.
  function open(parts) {
    show(parts, isDay(parts.field.value) ? parts.field.value : "");
  }
  function choose(parts, day) {
    parts.field.value = day;
    parts.field.dispatchEvent(new Event("input", { bubbles: true }));
    parts.field.dispatchEvent(new Event("change", { bubbles: true }));
    close(parts, true);
  }

  // The same day of another month, or that month's last.
  function inMonth(text, by) {
    const day = toDay(text);
    const first = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + by, 1));
    const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    first.setUTCDate(Math.min(day.getUTCDate(), last));
    return toText(first);
  }
  const later = (text, days) => toText(new Date(toDay(text).getTime() + days * DAY));
  const weekday = (text) => (toDay(text).getUTCDay() + 6) % 7;
  const moves = {
    ArrowLeft: (day) => later(day, -1), ArrowRight: (day) => later(day, 1),
    ArrowUp: (day) => later(day, -7), ArrowDown: (day) => later(day, 7),
    Home: (day) => later(day, -weekday(day)), End: (day) => later(day, 6 - weekday(day)),
    PageUp: (day, isYear) => inMonth(day, isYear ? -12 : -1), PageDown: (day, isYear) => inMonth(day, isYear ? 12 : 1),
  };

  // Heard before the desk hears it: keys inside the calendar are no commands of the desk.
  document.addEventListener("keydown", (event) => {
    const inside = event.target.closest && event.target.closest(".calendar-slot");
    const field = event.target.matches && event.target.matches("input[data-calendar]");
    if (!inside && !field) return;
    const parts = partsOf(event.target);
    if (field) {
      if (event.key === "Escape" && parts.slot.firstChild) close(parts, true);
      else if ((event.key === "ArrowDown" && event.altKey) || event.key === "F4") open(parts);
      else return;
    } else if (event.key === "Escape") {
      close(parts, true);
    } else if (event.target.dataset.day && moves[event.key]) {
      go(parts, moves[event.key](event.target.dataset.day, event.shiftKey));
    } else if (event.key === "PageUp" || event.key === "PageDown") {
      const button = parts.slot.querySelectorAll("[data-to-month]")[event.key === "PageUp" ? 0 : 1];
      show(parts, `${button.dataset.toMonth}-01`);
    } else {
      // Tab, Enter and Space are the browser's.
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, true);

  document.addEventListener("click", (event) => {
    if (!event.target.closest) return;
    const opener = event.target.closest("[data-open-calendar]");
    const turn = event.target.closest(".calendar-slot [data-to-month]");
    const day = event.target.closest(".calendar-slot [data-day]");
    document.querySelectorAll(".calendar-slot:not(:empty)").forEach((slot) => {
      if (!slot.contains(event.target) && !(opener && partsOf(opener).slot === slot)) close(partsOf(slot), false);
    });
    if (opener) {
      const parts = partsOf(opener);
      if (parts.slot.firstChild) close(parts, true);
      else open(parts);
    } else if (turn) {
      show(partsOf(turn), `${turn.dataset.toMonth}-01`);
    } else if (day) {
      choose(partsOf(day), day.dataset.day);
    }
  });

  document.addEventListener("htmx:load", (event) => furnish(event.detail.elt.parentElement || event.detail.elt));
  furnish(document);
})();

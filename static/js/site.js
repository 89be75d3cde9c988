// What every page needs beyond the kit: closing messages and forms, printing, sending a form once, and telling when the server could not be reached.
(() => {
  "use strict";

  document.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-dismiss-message]");
    if (closer) closer.closest(".message").remove();
    const cancel = event.target.closest("[data-close-slot]");
    if (cancel) {
      const slot = cancel.closest(".slot");
      if (slot) slot.replaceChildren();
      else window.history.back();
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  // One box ticks all boxes of a name on the page.
  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-check-all]");
    if (!all) return;
    document.querySelectorAll(`input[type=checkbox][name="${all.dataset.checkAll}"]:not(:disabled)`).forEach((box) => { box.checked = all.checked; });
  });

  const buttonsOf = (form) => [...form.elements].filter((field) => field.type === "submit");
  // The server refuses a second act anyway; this spares the person the refusal after a double click.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (form.hasAttribute("data-once")) {
      // After the form was read: a disabled button would not send its own name and value. It stays so until the page changes.
      window.setTimeout(() => buttonsOf(form).forEach((button) => { button.disabled = true; }), 0);
    } else {
      window.setTimeout(() => delete form.dataset.sent, 8000);
    }
  });
  // Back from the browser's store the page is as it was left, with its buttons disabled.
  window.addEventListener("pageshow", (event) => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      if (event.persisted) buttonsOf(form).forEach((button) => { button.disabled = false; });
    });
  });

  const say = (text) => {
    const place = document.getElementById("messages");
    if (!place) return;
    const line = document.createElement("div");
    line.className = "message message-error";
    const words = document.createElement("span");
    words.textContent = text;
    line.append(words);
    place.append(line);
    place.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:sendError", () => say("网络不通，这一步没有完成，请稍后再试。"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 401) say("登录已过期，这一步没有完成。请先复制还没有提交的文字，再刷新页面重新登录；审核台上填了一半的修改会替您留着。");
    else if (status === 403) say("您的岗位不能做这项操作，或登录已过期，请刷新页面。");
    else if (status === 404) say("这项内容不存在，或已不在您的查看范围内。");
    else say("这一步没有完成，请刷新页面后核对。");
  });
  document.addEventListener("htmx:beforeRequest", (event) => event.detail.target.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", (event) => event.detail.target.removeAttribute("aria-busy"));
})();

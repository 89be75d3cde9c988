// Handing speeches in: files are dropped, chosen or pasted, sent one after the other, and each gets its own answer in its place.
// Without this script the same form sends everything at once.
(() => {
  "use strict";

  const form = document.querySelector("[data-hand-in]");
  const input = form.querySelector("#id_file");
  const text = form.querySelector("#id_text");
  const drop = form.querySelector("[data-drop]");
  const chosen = form.querySelector("[data-chosen]");
  const card = document.querySelector("[data-answers-card]");
  const answers = card.querySelector("[data-answers]");
  const summary = card.querySelector("[data-answers-summary]");
  const button = form.querySelector("button[type=submit]");
  const megabytes = Number(form.dataset.megabytes);
  const PASTED = "粘贴的文字";
  let files = [];
  let sending = false;

  const make = (tag, words, name) => {
    const made = document.createElement(tag);
    if (words) made.textContent = words;
    if (name) made.className = name;
    return made;
  };
  const sizeOf = (file) => (file.size < 1048576 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / 1048576).toFixed(1)} MB`);

  const show = () => {
    chosen.replaceChildren(...files.map((file, place) => {
      const line = make("li");
      const remove = make("button", "×");
      remove.type = "button";
      remove.setAttribute("aria-label", `不交 ${file.name}`);
      remove.addEventListener("click", () => { files.splice(place, 1); show(); });
      line.append(make("bdi", file.name), make("small", sizeOf(file)), remove);
      return line;
    }));
    chosen.hidden = !files.length;
  };
  const take = (more) => {
    if (sending) return;
    const known = new Set(files.map((file) => `${file.name}/${file.size}/${file.lastModified}`));
    files.push(...[...more].filter((file) => !known.has(`${file.name}/${file.size}/${file.lastModified}`)));
    show();
  };

  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  drop.classList.add("is-live");
  drop.addEventListener("click", (event) => {
    if (!event.target.closest("label, input, .chosen")) input.click();
  });
  // A file dropped beside the place would replace the page; it is taken wherever it falls.
  const carriesFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    drop.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("is-over"); });
  document.addEventListener("drop", (event) => {
    drop.classList.remove("is-over");
    if (!carriesFiles(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    if (!event.clipboardData?.files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    take(event.clipboardData.files);
  });

  // One file: a line with its progress, then the server's answer in place of the line.
  const send = (name, fill) => new Promise((done) => {
    const line = make("li", "", "answer");
    const words = make("bdi", `“${name}”正在上传……`, "answer-words");
    const bar = make("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `${name}的上传进度`);
    line.append(words, bar);
    answers.append(line);

    const failed = (why) => {
      line.className = "answer answer-refused";
      line.dataset.kind = "unsent";
      words.textContent = `“${name}”没有交成：${why}`;
      bar.remove();
      done(line);
    };
    const data = new FormData();
    for (const field of ["csrfmiddlewaretoken", "batch"]) data.append(field, form.elements[field].value);
    fill(data);
    const request = new XMLHttpRequest();
    request.open("POST", form.action || window.location.pathname);
    request.setRequestHeader("X-Handed-In-By", "script");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.upload.addEventListener("load", () => {
      words.textContent = `“${name}”已上传，正在读取……`;
      bar.removeAttribute("value");
    });
    request.addEventListener("error", () => failed("网络不通，请稍后再交。"));
    request.addEventListener("load", () => {
      const part = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("li.answer");
      if (request.status === 200 && part) {
        line.replaceWith(part);
        done(part);
      } else if (request.status === 403) failed("登录已过期或没有权限，请刷新页面后再交。");
      else if (request.status === 413) failed(`文件超过${megabytes}兆，请删去图片或拆分后再交。`);
      else if (request.status === 400) failed("内容过长或含有不能处理的字符，请存成文件再交。");
      else failed("系统没有接收，请刷新页面后再交。");
    });
    request.send(data);
  });

  const jobs = () => {
    const made = files.map((file) => [file.name, (data) => data.append("file", file, file.name)]);
    // No form takes a NUL; a blank in its place changes nothing that can be seen.
    const pasted = text.value.replaceAll("\u0000", " ");
    if (pasted.trim()) made.push([PASTED, (data) => data.append("text", pasted)]);
    return made;
  };
  const tell = (lines) => {
    const taken = lines.filter((line) => line.dataset.next).length;
    summary.textContent = lines.length > 1 ? `共${lines.length}份，收下${taken}份，其余${lines.length - taken}份见各自说明` : "";
    if (taken === lines.length && lines.length > 1) summary.textContent = `共${lines.length}份，全部收下`;
  };

  form.addEventListener("submit", async (event) => {
    const todo = jobs();
    if (!todo.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (sending) return;
    sending = true;
    button.disabled = true;
    answers.replaceChildren();
    summary.textContent = "";
    card.hidden = false;
    card.scrollIntoView({ block: "nearest" });
    form.querySelector("[data-form-error]")?.remove();
    const lines = [];
    for (const [name, fill] of todo) lines.push(await send(name, fill));
    // What did not reach the server stays chosen; everything else has its answer.
    files = files.filter((_, place) => lines[place].dataset.kind === "unsent");
    if (todo.at(-1)[0] === PASTED && !["unsent", "refused"].includes(lines.at(-1).dataset.kind)) text.value = "";
    show();
    tell(lines);
    sending = false;
    button.disabled = false;
    if (lines.length === 1 && lines[0].dataset.next) window.location.assign(lines[0].dataset.next);
    else answers.querySelector("a")?.focus();
  }, true);
})();

// Hands files over by HTTP, each with its own bar. The server's answer is trusted only as JSON from our own endpoint:
// everything else, a network that went away included, is said to have broken off.
export function attach(form, page, texts) {
  if (form.dataset.attached) {
    return;
  }
  form.dataset.attached = "true";
  const drop = form.querySelector("[data-drop]");
  const input = form.querySelector("[data-file]");
  const list = form.querySelector("[data-uploads]");
  const start = files => {
    const alone = files.length === 1 && list.childElementCount === 0;
    for (const file of files) {
      upload(form, page, list, file, texts, alone);
    }
  };

  input.addEventListener("change", () => {
    start([...input.files]);
    input.value = "";
  });
  let depth = 0;
  drop.addEventListener("dragenter", event => { event.preventDefault(); depth++; drop.dataset.over = "true"; });
  drop.addEventListener("dragover", event => event.preventDefault());
  drop.addEventListener("dragleave", () => { if (--depth <= 0) { depth = 0; delete drop.dataset.over; } });
  drop.addEventListener("drop", event => {
    event.preventDefault();
    depth = 0;
    delete drop.dataset.over;
    start([...event.dataTransfer.files]);
  });
}

function upload(form, page, list, file, texts, follow) {
  const entry = element("div", "op-card op-upload");
  list.append(entry);
  if (file.size > Number(form.dataset.maxBytes)) {
    fail(entry, file, texts, texts.tooLarge, []);
    return;
  }

  const data = new FormData();
  data.append("file", file, file.name);

  const request = new XMLHttpRequest();
  const bar = progress(entry, file, texts, () => request.abort());
  request.open("POST", form.dataset.action);
  request.setRequestHeader("RequestVerificationToken", form.querySelector("[name=__RequestVerificationToken]").value);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("Accept-Language", document.documentElement.lang);
  request.upload.addEventListener("progress", event => bar(event.loaded, event.total));
  request.addEventListener("abort", () => fail(entry, file, texts, texts.stopped, []));
  request.addEventListener("error", () => fail(entry, file, texts, texts.broken, []));
  request.addEventListener("load", () => {
    const answer = parse(request.responseText);
    if (request.status === 201 && answer && answer.file) {
      succeed(form, page, entry, file, texts, answer, follow);
    } else if (request.status === 401) {
      location.reload();
    } else if (answer && answer.title) {
      fail(entry, file, texts, answer.detail || answer.title, answer.errors || []);
    } else {
      fail(entry, file, texts, texts.broken, []);
    }
  });
  request.send(data);
}

function progress(entry, file, texts, stop) {
  const head = element("div", "op-progress__head");
  const name = element("span", "op-progress__label", file.name);
  name.lang = "ja";
  const value = element("span", "op-number op-secondary");
  const button = element("button", "op-button op-button--quiet", texts.stop);
  button.type = "button";
  button.addEventListener("click", stop);
  head.append(name, value, button);
  const track = element("div", "op-progress__track");
  track.setAttribute("role", "progressbar");
  track.setAttribute("aria-label", `${texts.uploading} ${file.name}`);
  track.setAttribute("aria-valuemin", "0");
  track.setAttribute("aria-valuemax", "100");
  const fill = element("div", "op-progress__fill");
  track.append(fill);
  entry.replaceChildren(head, track);
  const show = (done, total) => {
    const percent = total > 0 ? Math.floor(done * 100 / total) : 0;
    fill.style.width = `${percent}%`;
    track.setAttribute("aria-valuenow", String(percent));
    value.textContent = `${megabytes(done)} / ${megabytes(total)}MB（${percent}%）`;
    if (document.documentElement.lang !== "ja") {
      value.textContent = `${megabytes(done)} / ${megabytes(total)} MB (${percent}%)`;
    }
  };
  show(0, file.size);
  return show;
}

async function succeed(form, page, entry, file, texts, answer, follow) {
  const link = element("a", "op-button", texts.review);
  link.href = `${form.dataset.next}?file=${answer.file}&step=2`;
  const name = element("p", "op-upload__name", file.name);
  name.lang = "ja";
  entry.replaceChildren(name, element("p", "op-secondary", texts.done), link);
  if (follow) {
    // A click that the router takes: no full reload.
    link.click();
    return;
  }
  try {
    // The page lists what waits; without it the link stays.
    await page.invokeMethodAsync("UploadedAsync");
    entry.remove();
  } catch {
    // The circuit is gone for the moment; the file is not.
  }
}

function fail(entry, file, texts, reason, problems) {
  entry.classList.add("op-upload--failed");
  entry.setAttribute("role", "alert");
  const name = element("p", "op-upload__name", `${texts.failed}：${file.name}`);
  if (document.documentElement.lang !== "ja") {
    name.textContent = `${texts.failed}: ${file.name}`;
  }
  const parts = [name];
  if (problems.length > 1) {
    const items = element("ul", "op-upload__problems");
    for (const problem of problems) {
      items.append(element("li", "", problem.message));
    }
    parts.push(items);
  } else {
    parts.push(element("p", "", reason));
  }
  const actions = element("div", "op-actions");
  const remove = element("button", "op-button op-button--quiet", texts.remove);
  remove.type = "button";
  remove.addEventListener("click", () => entry.remove());
  actions.append(remove);
  entry.replaceChildren(...parts, actions);
}

function element(tag, css, text) {
  const made = document.createElement(tag);
  if (css) {
    made.className = css;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function megabytes(bytes) {
  return (bytes / 1024 / 1024).toFixed(1);
}

// Hands a table of the catalogue over by HTTP and shows what became of it. The server's answer is trusted only as JSON from our own endpoint:
// everything else, a network that went away included, is said to have broken off.
export function attach(form, page, texts) {
  if (form.dataset.attached) {
    return;
  }
  form.dataset.attached = "true";
  const input = form.querySelector("[data-file]");
  const outcome = form.querySelector("[data-outcome]");
  let running = false;
  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = "";
    if (!file || running) {
      return;
    }
    running = true;
    show(outcome, [paragraph("op-secondary", texts.working)]);
    try {
      await upload(form, page, outcome, file, texts);
    } finally {
      running = false;
    }
  });
}

async function upload(form, page, outcome, file, texts) {
  if (file.size > Number(form.dataset.maxBytes)) {
    show(outcome, [paragraph("op-error", texts.refused), paragraph("", texts.tooLarge)]);
    return;
  }
  const data = new FormData();
  data.append("file", file, file.name);
  let response;
  let answer;
  try {
    response = await fetch(form.dataset.action, {
      method: "POST",
      body: data,
      headers: {
        RequestVerificationToken: form.querySelector("[name=__RequestVerificationToken]").value,
        Accept: "application/json",
        "Accept-Language": document.documentElement.lang,
      },
    });
    answer = await response.json();
  } catch {
    show(outcome, [paragraph("op-error", texts.broken)]);
    return;
  }
  if (response.status === 401) {
    location.reload();
  } else if (response.ok && answer.summary) {
    show(outcome, [paragraph("op-label", answer.summary), ...list(answer)]);
    try {
      await page.invokeMethodAsync("TakenAsync");
    } catch {
      // The circuit is gone for the moment; the rows are not.
    }
  } else {
    show(outcome, [paragraph("op-error", texts.refused), paragraph("", answer.detail || answer.title || texts.broken)]);
  }
}

function list(answer) {
  if (answer.problems.length === 0) {
    return [];
  }
  const items = document.createElement("ul");
  items.className = "op-upload__problems";
  for (const problem of answer.problems) {
    const item = document.createElement("li");
    item.textContent = problem.message;
    items.append(item);
  }
  const parts = [paragraph("op-error", answer.rejectedSummary), items];
  if (answer.more) {
    parts.push(paragraph("op-secondary", answer.more));
  }
  return parts;
}

function show(outcome, parts) {
  outcome.replaceChildren(...parts);
}

function paragraph(css, text) {
  const made = document.createElement("p");
  made.className = css;
  made.textContent = text;
  return made;
}

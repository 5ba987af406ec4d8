// What a person typed outlives the reload that a page needs when the server lost it: kept in this window alone, for this one address, until the next page is there.
const stored = 'op-typed';
// A form that is loaded late, and lines that have to be added to it, come in this time.
const patience = 5000;
const here = () => location.pathname + location.search;
const touched = new Map();
const kept = take();

for (const type of ['input', 'change']) {
  document.addEventListener(type, event => {
    const selector = selectorOf(event.target);
    if (selector) {
      touched.set(selector, here());
    }
  }, true);
}

function selectorOf(field) {
  if (!field.matches?.('main form :is(input, textarea, select)') || field.matches('[type=password], [type=file], [type=hidden], [readonly]')) {
    return null;
  }
  return field.id ? `#${CSS.escape(field.id)}` : field.name ? `main [name="${CSS.escape(field.name)}"]${field.type === 'radio' ? `[value="${CSS.escape(field.value)}"]` : ''}` : null;
}

// Without what stands beside the name: whether it has to be filled in, or hints.
function labelOf(field) {
  const texts = [...field.labels?.[0]?.childNodes ?? []].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.textContent.trim());
  return texts.find(text => text !== '') ?? field.labels?.[0]?.innerText.trim() ?? '';
}

// Read once: whoever comes to another page, or is another person, must not find it.
function take() {
  const text = sessionStorage.getItem(stored);
  sessionStorage.removeItem(stored);
  const found = text ? JSON.parse(text) : null;
  return found?.at === here() ? found.fields : [];
}

export function keep() {
  const fields = [];
  for (const [selector, at] of touched) {
    const field = at === here() ? document.querySelector(selector) : null;
    if (field) {
      fields.push({ selector, label: labelOf(field), value: field.value, checked: field.checked });
    }
  }
  if (fields.length > 0) {
    sessionStorage.setItem(stored, JSON.stringify({ at: here(), fields }));
  }
}

// Called once the page answers. Null where nothing was kept.
export async function putBack() {
  document.documentElement.dataset.live = 'true';
  if (kept.length === 0) {
    return null;
  }
  const end = performance.now() + patience;
  let rest = kept.splice(0);
  let added = '';
  for (;;) {
    rest = rest.filter(one => !fill(document.querySelector(one.selector), one));
    if (rest.length === 0 || performance.now() > end) {
      return { missing: rest.map(one => one.label) };
    }
    const add = document.querySelector('main [data-adds]');
    if (add && add.dataset.adds !== added && rest.some(one => Number(/-(\d+)$/.exec(one.selector)?.[1]) >= Number(add.dataset.adds))) {
      added = add.dataset.adds;
      add.click();
    }
    await changed();
  }
}

function fill(field, { value, checked }) {
  if (!field) {
    return false;
  }
  if (field.type === 'checkbox' || field.type === 'radio') {
    if (field.checked !== checked) {
      field.checked = checked;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  } else if (field.value !== value) {
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }
  return true;
}

const changed = () => new Promise(resolve => {
  const observer = new MutationObserver(done);
  const timer = setTimeout(done, 250);
  observer.observe(document.body, { childList: true, subtree: true, attributes: true });
  function done() {
    observer.disconnect();
    clearTimeout(timer);
    resolve();
  }
});

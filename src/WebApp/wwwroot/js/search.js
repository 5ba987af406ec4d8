// The search of the header, by delegation: it outlives every re-rendering. What is found comes from the server.
const stored = 'op-search-slash';
const dialog = () => document.getElementById('op-find');
const slashIsOn = () => localStorage.getItem(stored) !== 'off';

function open() {
  const find = dialog();
  if (!find || find.open || document.querySelector('dialog:modal')) {
    return;
  }
  find.showModal();
  showSlash();
  const field = find.querySelector('input[type=search]');
  field.focus();
  field.select();
}

// One key alone can be pressed by mistake, or said to a program that types: who does not want it switches it off.
function showSlash() {
  for (const box of document.querySelectorAll('[data-search-slash]')) {
    box.checked = slashIsOn();
  }
  document.documentElement.toggleAttribute('data-no-slash', !slashIsOn());
}

const isEditable = element => element?.closest?.('input, textarea, select, [contenteditable=""], [contenteditable=true]');

document.addEventListener('keydown', event => {
  if (event.isComposing || event.defaultPrevented) {
    return;
  }
  const find = dialog();
  if (find?.open && find.contains(event.target)) {
    move(find, event);
  } else if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
    if (find) {
      event.preventDefault();
      open();
    }
  } else if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && slashIsOn() && !isEditable(event.target) && find) {
    event.preventDefault();
    open();
  }
});

function move(find, event) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') {
    return;
  }
  const stops = [find.querySelector('input[type=search]'), ...find.querySelectorAll('[data-search-hit]')];
  const next = stops[stops.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

document.addEventListener('click', event => {
  const find = dialog();
  if (event.target.closest?.('[data-search-open]')) {
    open();
  } else if (find?.open && (event.target === find || event.target.closest?.('[data-search-close], #op-find a'))) {
    // A link in a new tab or window leaves the search open.
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
      find.close();
    }
  }
});

document.addEventListener('change', event => {
  if (event.target.matches?.('[data-search-slash]')) {
    localStorage.setItem(stored, event.target.checked ? 'on' : 'off');
    showSlash();
  }
});

showSlash();

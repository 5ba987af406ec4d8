import { keep } from './typed.js';

// Blazor's script says how the connection stands by classes on this element. All that is left to do here is the focus and
// the buttons; the 9.0 script raises no event, so the classes are watched.
const screen = document.getElementById('components-reconnect-modal');
const states = ['components-reconnect-show', 'components-reconnect-failed', 'components-reconnect-rejected', 'components-reconnect-hide'];
const hidden = 'components-reconnect-hide';
// As long as app.css keeps the screen back: a blip must take the cursor from nobody.
const patience = 550;
let shown = hidden;
let before = null;
let timer = 0;

function update() {
  const state = states.find(name => screen.classList.contains(name)) ?? hidden;
  if (state === shown) {
    return;
  }
  shown = state;
  clearTimeout(timer);
  if (state === hidden) {
    giveBack();
  } else if (state === 'components-reconnect-show') {
    timer = setTimeout(take, patience);
  } else {
    take();
  }
}

function take() {
  before ??= document.activeElement;
  // After a rejection nothing on the page works any more, but it can still be read and copied.
  setRestInert(shown !== 'components-reconnect-rejected');
  screen.querySelector(`.op-reconnect--${shown.slice('components-reconnect-'.length)}`)?.focus({ preventScroll: true });
}

function giveBack() {
  setRestInert(false);
  before?.focus?.({ preventScroll: true });
  before = null;
}

function setRestInert(inert) {
  for (const element of document.body.children) {
    if (element !== screen && element.id !== 'blazor-error-ui') {
      element.inert = inert;
    }
  }
}

async function reconnect(button) {
  button.setAttribute('aria-disabled', 'true');
  try {
    // False: the server answered, but no longer knows this circuit.
    if (await Blazor.reconnect() === false) {
      location.reload();
    }
  } catch {
    // Still away; the screen keeps saying so.
  } finally {
    button.removeAttribute('aria-disabled');
  }
}

if (screen) {
  new MutationObserver(update).observe(screen, { attributes: true, attributeFilter: ['class'] });
  // By whatever way a page that does not answer any more is loaded anew.
  addEventListener('pagehide', () => {
    if (shown !== hidden || document.getElementById('blazor-error-ui')?.checkVisibility()) {
      keep();
    }
  });
  screen.addEventListener('click', event => {
    const button = event.target.closest('[data-reconnect]');
    if (button && button.getAttribute('aria-disabled') !== 'true') {
      reconnect(button);
    }
  });
}

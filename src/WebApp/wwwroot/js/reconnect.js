// Blazor's script says how the connection stands by classes on this element. All that is left to do here is the focus and
// the buttons; the 9.0 script raises no event, so the classes are watched.
const screen = document.getElementById('components-reconnect-modal');
const states = ['components-reconnect-show', 'components-reconnect-failed', 'components-reconnect-rejected', 'components-reconnect-hide'];
let shown = 'components-reconnect-hide';
let before = null;

function update() {
  const state = states.find(name => screen.classList.contains(name)) ?? 'components-reconnect-hide';
  if (state === shown) {
    return;
  }
  if (shown === 'components-reconnect-hide') {
    before = document.activeElement;
  }
  shown = state;
  for (const element of document.body.children) {
    if (element !== screen && element.id !== 'blazor-error-ui') {
      element.inert = state !== 'components-reconnect-hide';
    }
  }
  if (state === 'components-reconnect-hide') {
    before?.focus?.({ preventScroll: true });
    before = null;
  } else {
    screen.querySelector(`.op-reconnect--${state.slice('components-reconnect-'.length)}`)?.focus({ preventScroll: true });
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
  screen.addEventListener('click', event => {
    const button = event.target.closest('[data-reconnect]');
    if (button && button.getAttribute('aria-disabled') !== 'true') {
      reconnect(button);
    }
  });
}

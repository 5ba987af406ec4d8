// Puts the focus where a person goes on after a part of the page has changed.
export function heading() {
  document.querySelector('main h1')?.focus();
}

export function element(id) {
  document.getElementById(id)?.focus();
}

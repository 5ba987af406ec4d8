// What lists need of the browser: the box that is half ticked, the reader's choice of columns, menus that close.
export function mix(box, mixed) {
  box.indeterminate = mixed;
}

export function remember(name, value) {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
}

// The next page begins at its beginning; whoever sees that already is not moved.
export function show(list) {
  if (list?.isConnected && list.getBoundingClientRect().top < 0) {
    list.scrollIntoView({ block: 'start' });
  }
}

document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('details.op-choices[open]')) {
    if (!menu.contains(event.target) || event.target.closest('a')) {
      menu.open = false;
    }
  }
});

document.addEventListener('keydown', event => {
  const menu = event.key === 'Escape' ? document.querySelector('details.op-choices[open]') : null;
  if (menu) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});

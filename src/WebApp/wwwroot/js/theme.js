// Light and dark. Works without a circuit, so that the sign-in page has it too; App.razor reads the cookie.
const root = document.documentElement;
const system = matchMedia('(prefers-color-scheme: dark)');

function current() {
  return root.dataset.theme ?? (system.matches ? 'dark' : 'light');
}

function apply(theme) {
  root.dataset.theme = theme;
  for (const sheet of document.querySelectorAll('link[data-theme-sheet]')) {
    sheet.media = sheet.dataset.themeSheet === theme ? 'all' : 'not all';
  }
}

document.addEventListener('click', event => {
  if (!event.target.closest?.('[data-theme-toggle]')) {
    return;
  }
  const theme = current() === 'dark' ? 'light' : 'dark';
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `op-theme=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
  apply(theme);
  keep(theme);
});

// With the person who is signed in, so that other browsers follow. Where it fails, this one has it all the same.
function keep(theme) {
  const form = document.querySelector('[data-theme-kept]');
  if (form) {
    const proof = form.querySelector('[name="__RequestVerificationToken"]').value;
    fetch('/account/theme', { method: 'POST', headers: { RequestVerificationToken: proof }, body: new URLSearchParams({ theme }), keepalive: true }).catch(() => {});
  }
}

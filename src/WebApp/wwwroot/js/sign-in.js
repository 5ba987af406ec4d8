// Comforts of the sign-in forms; without them they are plain forms that work.
const email = document.getElementById('email');
const password = document.getElementById('password');

for (const element of document.querySelectorAll('[data-needs-script]')) {
  element.hidden = false;
}

const problem = document.getElementById('sign-in-problem');
(problem ?? email ?? document.getElementById('code'))?.focus();

document.addEventListener('click', event => {
  const account = event.target.closest('[data-fill-email]');
  if (account) {
    email.value = account.dataset.fillEmail;
    password.value = account.dataset.fillPassword;
    document.querySelector('[data-sign-in] [type=submit]').focus();
  }
});

document.addEventListener('change', event => {
  if (event.target.matches('[data-show-password]')) {
    password.type = event.target.checked ? 'text' : 'password';
  }
});

// One press, one request.
document.querySelector('[data-sign-in]')?.addEventListener('submit', event => {
  const button = event.target.querySelector('[type=submit]');
  if (button.getAttribute('aria-disabled') === 'true') {
    event.preventDefault();
  }
  button.setAttribute('aria-disabled', 'true');
});
// Back from the browser's cache the form must be usable again.
addEventListener('pageshow', () => document.querySelector('[data-sign-in] [type=submit]')?.removeAttribute('aria-disabled'));

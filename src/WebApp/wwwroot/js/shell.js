// Small behaviours of the frame, by delegation: they outlive every re-rendering of the page.
document.addEventListener('click', event => {
  const target = event.target.closest?.('[data-skip], [data-reload], #op-nav a, #op-user-menu a, #op-bell a');
  if (!target) {
    return;
  }
  if (target.matches('[data-skip]')) {
    // With <base href="/"> the plain anchor would lead to the home page.
    event.preventDefault();
    document.getElementById('main')?.focus();
  } else if (target.matches('[data-reload]')) {
    location.reload();
  } else {
    const popover = target.closest('[popover]');
    if (popover?.matches(':popover-open')) {
      popover.hidePopover();
    }
  }
});

// The drawer of the phone must not stay open behind the side bar of a turned tablet.
matchMedia('(min-width: 768px)').addEventListener('change', () => {
  const drawer = document.getElementById('op-nav');
  if (drawer?.matches(':popover-open')) {
    drawer.hidePopover();
  }
});

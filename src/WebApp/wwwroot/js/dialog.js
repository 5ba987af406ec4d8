// The browser's modal dialog: keeps the focus inside, gives it back to the opener.
export function open(dialog) {
  if (!dialog.open) {
    dialog.showModal();
  }
}

export function close(dialog) {
  if (dialog.open) {
    dialog.close();
  }
}

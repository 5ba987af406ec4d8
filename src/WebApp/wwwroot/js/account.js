// What only the browser knows or can do for the pages of a person's account.
export function timeZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function save(name, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

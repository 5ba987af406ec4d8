// Keys of the mend grid. What is typed leaves for the server by the input's own change event, so Enter only moves on.
const cells = "input, textarea";

export function attach(grid) {
  grid.addEventListener("focusin", event => {
    if (event.target.matches(cells)) {
      event.target.dataset.saved = event.target.value;
      event.target.select();
    }
  });

  grid.addEventListener("keydown", event => {
    const cell = event.target;
    if (event.isComposing) {
      return;
    }
    if (!cell.matches(cells)) {
      return;
    }
    if (event.key === "Enter" && (cell.matches("input") || event.ctrlKey)) {
      event.preventDefault();
      below(cell, event.shiftKey).focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      restore(cell);
    }
  });

  // From anywhere on the page, for as long as the grid is on it.
  const gone = new AbortController();
  document.addEventListener("keydown", event => {
    if (!grid.isConnected) {
      gone.abort();
    } else if (event.key === "F8") {
      event.preventDefault();
      next(grid, document.activeElement, event.shiftKey)?.focus();
    }
  }, { signal: gone.signal });
  grid.dataset.attached = "true";
}

// First what was typed since the cell was entered; pressed again, what stands in the file.
function restore(cell) {
  const isTyped = cell.value !== cell.dataset.saved;
  cell.value = isTyped ? cell.dataset.saved : cell.dataset.original;
  if (!isTyped && cell.value !== cell.dataset.saved) {
    cell.dataset.saved = cell.value;
    cell.dispatchEvent(new Event("change", { bubbles: true }));
  }
  cell.select();
}

function below(cell, isUp) {
  const place = cell.closest("td").cellIndex;
  const row = cell.closest("tr");
  const other = isUp ? row.previousElementSibling : row.nextElementSibling;
  const target = other?.cells[place]?.querySelector(cells);
  if (!target) {
    // Nowhere to go: leaving the cell for a moment is what saves it.
    cell.blur();
  }
  return target ?? cell;
}

function next(grid, from, isBack) {
  const faults = [...grid.querySelectorAll("[aria-invalid=true]")];
  if (isBack) {
    faults.reverse();
  }
  const wanted = isBack ? Node.DOCUMENT_POSITION_PRECEDING : Node.DOCUMENT_POSITION_FOLLOWING;
  return faults.find(fault => from.compareDocumentPosition(fault) & wanted) ?? faults[0];
}

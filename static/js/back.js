/* `openOver(dialog)`: while it is open the page's history has an entry for it, so that going back closes it and does not
   leave the page. Closed in another way, it takes its entry along; that takes a moment, and what is opened meanwhile gets
   its entry after it. */
let shown = null;
let leaving = false; // the entry of one that is closed is on its way out

addEventListener("popstate", (event) => {
  if (leaving) {
    leaving = false;
    event.stopImmediatePropagation(); // nothing else has changed
    if (shown) enter();
  } else if (event.state?.over) {
    leave(); // one went forward to the entry of one that is closed
  } else if (shown) {
    event.stopImmediatePropagation();
    const dialog = shown;
    shown = null;
    dialog.close();
  }
}, { capture: true });

globalThis.openOver = (dialog) => {
  dialog.showModal();
  if (shown === dialog) return; // opened again before its closing was told: it still has its entry
  shown = dialog;
  if (!leaving) enter();
};

addEventListener("close", ({ target }) => {
  if (target !== shown || target.open) return;
  shown = null;
  if (!leaving) leave();
}, { capture: true });

function enter() {
  history.pushState({ over: true }, "");
}

function leave() {
  leaving = true;
  history.back();
}

if (history.state?.over) leave(); // the page was loaded again

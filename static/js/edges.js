/* The links at both ends of the piece of history that a page holds: `linkTo("older")`, null where there is no more.
   `setLinkTo("newer", row)`: from that row on. `neighbour` is the row beyond it, which the page does not hold any more.
   `atEnd(talk)`: whether one stands at the end of what the page holds. */
const NEAR = 120; // pixels from the end that still count as the end

globalThis.atEnd = (talk) => talk.scrollHeight - talk.scrollTop - talk.clientHeight < NEAR;

globalThis.linkTo = (side) => document.querySelector(`#${side} a`);

globalThis.setLinkTo = (side, row, neighbour = row) => {
  const edge = document.getElementById(side);
  edge.replaceChildren(document.getElementById(`${side}-link`).content.cloneNode(true));
  const fresh = linkTo(side);
  fresh.href = `${document.getElementById("messages").dataset.after}?${side === "older" ? "before" : "after"}=${numberOf(row)}`;
  fresh.setAttribute("hx-get", fresh.getAttribute("href"));
  Object.assign(fresh.dataset, { author: neighbour.dataset.author, sent: neighbour.querySelector("time").dateTime });
  delete edge.dataset.state;
  htmx.process(fresh);
};

/* What comes back never takes the focus from a field in which somebody writes elsewhere meanwhile. */
globalThis.writesElsewhere = (place) => {
  const { activeElement: field } = document;
  return field.matches("input, textarea") && !place.contains(field);
};

// Before htmx gives the focus to what has `autofocus`. A form that somebody asks for (GET) takes it.
document.addEventListener("htmx:afterSwap", ({ detail: { elt, requestConfig } }) => {
  if (requestConfig?.verb === "get" || !writesElsewhere(elt)) return;
  for (const field of [elt, ...elt.querySelectorAll("[autofocus]")]) field.removeAttribute("autofocus");
});

/* A form that comes back with errors begins with the first of them in sight and in focus, also where it was sent by a
   button far below. Without scripts `autofocus` does the same. */
const ERRORS = "[role=alert]:not([hidden], .toast), [aria-invalid=true], .field__error:not([hidden])";
const FOCUSABLE = "input, textarea, select, button, a[href], [tabindex]";

function showFirstError(root) {
  const error = [...root.querySelectorAll(ERRORS)].find((one) => one.checkVisibility());
  if (!error) return;
  const field = error.matches(FOCUSABLE) ? error : error.closest(".field")?.querySelector("input, textarea, select");
  if (!field) error.tabIndex = -1;
  (field ?? error).focus({ preventScroll: true });
  (field ?? error).scrollIntoView({ block: "center" });
}

const [page] = performance.getEntriesByType("navigation");
if (page?.responseStatus === 422) showFirstError(document.getElementById("main") ?? document.body);

document.addEventListener("htmx:afterSettle", ({ detail: { xhr, elt } }) => {
  if (xhr?.status === 422 && elt.matches("form, section, main, div, li") && !writesElsewhere(elt)) showFirstError(elt);
});

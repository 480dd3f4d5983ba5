/* `warnOfLoss(element, isUnsaved)`: the browser asks before the page is left while the element is there and holds what
   would be lost. Pages that hold nothing are left without a word. */
const holders = new Map();

globalThis.warnOfLoss = (element, isUnsaved) => {
  if (!holders.size) addEventListener("beforeunload", warn);
  holders.set(element, isUnsaved);
};

/* A form that is sent by a page of its own: of what was typed into it nothing is left elsewhere. */
const TEXTS = "textarea, input[type=text], input[type=url], input[type=email]";

behaviour("warn-unsaved", (form) => {
  let isSent = false;
  const isTyped = () => [...form.querySelectorAll(TEXTS)].some(({ value, defaultValue }) => value !== defaultValue);
  const isChosen = () => [...form.querySelectorAll("[type=file]")].some(({ files }) => files.length);
  form.addEventListener("submit", () => (isSent = true));
  addEventListener("pageshow", () => (isSent = false));
  warnOfLoss(form, () => !isSent && (isTyped() || isChosen()));
});

function warn(event) {
  for (const [element, isUnsaved] of holders) {
    if (!element.isConnected) holders.delete(element);
    else if (isUnsaved()) return event.preventDefault();
  }
}


/* `enterSends(text)`: Enter sends the form of a text and Shift+Enter breaks the line, except under a finger, where
   Enter always breaks it, and while a word is being composed. */
const coarse = matchMedia("(pointer: coarse)");

globalThis.enterSends = (text, send = () => text.form.requestSubmit()) => {
  text.setAttribute("enterkeyhint", coarse.matches ? "enter" : "send");
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229 || coarse.matches) return;
    event.preventDefault();
    send();
  });
};

/* Sentences that come and go: what the server says in passing, and what went wrong with a request. */
const STAY = 6000;

behaviour("toasts", (place) => {
  const sentences = document.getElementById("sentences").dataset;

  function show(words) {
    const toast = document.getElementById("toast").content.firstElementChild.cloneNode(true);
    toast.querySelector("span").textContent = words;
    toast.querySelector("button").addEventListener("click", () => toast.remove());
    place.append(toast);
    goes(toast);
  }

  const goes = (toast) => setTimeout(() => toast.remove(), STAY);
  place.querySelectorAll(".toast").forEach(goes);
  htmx.onLoad((toast) => toast.matches("#toasts .toast") && goes(toast)); // what the server puts there later
  document.addEventListener("toast", (event) => show(event.detail));
  document.addEventListener("htmx:sendError", () => show(sentences.offline));
  document.addEventListener("htmx:timeout", () => show(sentences.offline));
  document.addEventListener("htmx:responseError", (event) => {
    const { status, responseText } = event.detail.xhr;
    const sentence = responseText.trim();
    if (sentence && sentence.length < 300 && !sentence.startsWith("<")) show(sentence);
    else show(status === 429 ? sentences.tooMany : sentences.failed);
  });
});

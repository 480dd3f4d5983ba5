/* What tells the site that a request is a page's own, and wants no page for an answer. */
globalThis.pageHeaders = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" });

/* `tell("POST", address, {emoji})`: a request outside of htmx. True when it was taken; where not, a sentence says why. */
globalThis.tell = async (method, address, data = {}) => {
  const sentences = document.getElementById("sentences").dataset;
  const say = (sentence) => document.dispatchEvent(new CustomEvent("toast", { detail: sentence }));
  const headers = pageHeaders();
  const words = new URLSearchParams(data);
  const [where, what] = method === "POST" ? [address, { body: words }] : [`${address}?${words}`, {}];
  const answer = await fetch(where, { method, headers, ...what }).catch(() => null);
  if (!answer) {
    say(sentences.offline);
    return false;
  }
  if (answer.headers.has("HX-Redirect")) location.assign(answer.headers.get("HX-Redirect"));
  if (answer.ok) return true;
  const sentence = (await answer.text()).trim();
  const fit = sentence && sentence.length < 300 && !sentence.startsWith("<");
  say(fit ? sentence : answer.status === 429 ? sentences.tooMany : sentences.failed);
  return false;
};

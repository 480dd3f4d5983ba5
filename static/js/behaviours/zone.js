/* Who has said no time zone is offered that of the browser, where the list has it. */
behaviour("zone", (offer) => {
  const select = document.getElementById(offer.dataset.of);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const found = [...select.options].find(({ value }) => value && value === zone);
  const show = () => (offer.hidden = Boolean(select.value) || !found);
  if (found) offer.querySelector("b").textContent = found.text;
  offer.querySelector("button").addEventListener("click", () => {
    select.value = zone;
    show();
    select.focus();
  });
  select.addEventListener("change", show);
  show();
});

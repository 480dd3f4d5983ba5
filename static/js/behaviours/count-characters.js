/* How many characters a field has, beside its label, of as many as it takes. */
behaviour("count-characters", (field) => {
  const input = field.querySelector("[maxlength]");
  const place = field.querySelector("[data-part=count]");
  const show = () => (place.textContent = place.dataset.words.replace("{number}", input.value.length).replace("{most}", input.maxLength));
  show();
  place.hidden = false;
  input.addEventListener("input", show);
});

/* One more empty row of a Django formset, from the template beside its rows. Without scripts there is no button: the form
   has some empty rows, and again some when it is saved. */
behaviour("more-rows", (rows) => {
  const [template, button] = ["template", "button"].map((name) => rows.querySelector(name));
  const total = rows.parentElement.querySelector("[name$=-TOTAL_FORMS]");
  const offer = () => (button.hidden = Number(total.value) >= Number(rows.dataset.most));

  button.addEventListener("click", () => {
    template.insertAdjacentHTML("beforebegin", template.innerHTML.replaceAll("__prefix__", total.value));
    total.value = Number(total.value) + 1;
    const row = template.previousElementSibling;
    attachBehaviours(row);
    row.querySelector("input").focus();
    offer();
  });
  offer();
});

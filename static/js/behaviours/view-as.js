/* In "View as", links to other pages of the profile stay in the view. What htmx asks for does by `hx-vals`. */
behaviour("view-as", (preview) => {
  const { viewAs, of } = preview.dataset;

  function keep(link) {
    if (link.origin !== location.origin || !link.pathname.startsWith(of)) return;
    const url = new URL(link.href);
    url.searchParams.set("view_as", viewAs);
    link.href = url;
  }

  function keepAll(root) {
    if (root.matches("a[href]")) keep(root);
    root.querySelectorAll("a[href]").forEach(keep);
  }

  preview.addEventListener("htmx:load", ({ target }) => keepAll(target));
  keepAll(preview);
});

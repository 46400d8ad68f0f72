// Names the parts of autocomplete fields after the label of their field: select2 leaves them nameless.
"use strict";
{
  const labelOf = (select) => {
    const label = document.querySelector(`label[for="${select.id}"]`);
    if (label) {
      label.id ||= `${select.id}_label`;
    }
    return label;
  };

  const nameParts = (select) => {
    const label = labelOf(select);
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    if (!label || !box) {
      return;
    }
    const value = box.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-labelledby", [label.id, value?.id].filter(Boolean).join(" "));
    value?.setAttribute("aria-labelledby", label.id);
    const searches = document.querySelectorAll(".select2-dropdown .select2-search__field");
    for (const search of [...searches, ...box.querySelectorAll(".select2-search__field")]) {
      search.setAttribute("aria-labelledby", label.id);
    }
  };

  // Deferred, so that it stands in jQuery's queue behind what makes the fields.
  window.django?.jQuery?.(($) => {
    document.querySelectorAll("select.admin-autocomplete").forEach(nameParts);
    $(document).on("select2:open", (event) => nameParts(event.target));
  });
}

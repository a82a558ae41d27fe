// The queue: one box ticks all rows, and the bar says how many are ticked. Everything works without it.
for (const form of document.querySelectorAll("[data-case-rows]")) {
  const boxes = [...form.querySelectorAll('tbody input[type="checkbox"]')];
  const said = form.querySelector("[data-case-chosen]");
  const before = said.textContent;
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", "选择本页全部办件");
  form.querySelector("thead .case-tick").replaceChildren(all);

  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
    said.textContent = count ? `已选 ${count} 件：` : before;
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  for (const box of boxes) box.addEventListener("change", tell);
  tell();
}

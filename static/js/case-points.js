// A return: a line to write into stands at a place as soon as it is ticked. Without this a button draws the lines.
for (const root of document.querySelectorAll("[data-case-points]")) {
  root.querySelector("[data-case-points-button]")?.closest("p").remove();
  root.addEventListener("change", (event) => {
    const box = event.target;
    if (box.type !== "checkbox") return;
    const place = box.closest(".case-point");
    const line = place.querySelector(".case-point-say");
    if (line) {
      line.hidden = !box.checked;
      return;
    }
    if (!box.checked) return;
    const input = document.createElement("input");
    input.type = "text";
    input.className = "case-point-say";
    input.name = root.dataset.say + box.value;
    input.maxLength = Number(root.dataset.longest);
    const label = place.querySelector(".case-point-label").textContent;
    input.setAttribute("aria-label", `对“${label}”的说明`);
    input.placeholder = "说明，可以不写";
    place.append(input);
  });
}

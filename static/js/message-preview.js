// The editor of a message: what the reader gets stands beside the texts while they are typed. Without it there is a button.
const button = document.querySelector("[data-preview-button]");
const here = document.querySelector("[data-preview-here]");
const form = button && button.closest("form");
if (form && here) {
  let waiting;
  const show = async () => {
    const response = await fetch(button.formAction, { method: "POST", body: new FormData(form) });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    here.replaceChildren(page.querySelector("[data-message-preview]"));
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 500);
  });
  button.hidden = true;
  show();
}

/* Better with script, complete without it: 打印 opens the browser's print dialog at once. */
document.querySelectorAll("[data-print]").forEach((link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    window.print();
  });
});

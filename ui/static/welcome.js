// Asks a suggested question when it is clicked.
element.addEventListener("click", (event) => {
  const suggestion = event.target.closest("[data-suggest]");
  if (suggestion) trigger("suggest", { question: suggestion.textContent });
});

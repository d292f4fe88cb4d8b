// A password can be looked at while it is typed. It is hidden again before it
// is sent, so that password managers find the field that they know.

const fieldOf = (button) => document.getElementById(button.getAttribute("aria-controls"));

function show(button, shown) {
  const field = fieldOf(button);
  const { selectionStart, selectionEnd } = field;
  field.type = shown ? "text" : "password";
  // Another type puts the caret elsewhere.
  if (field === document.activeElement) field.setSelectionRange(selectionStart, selectionEnd);
  button.ariaPressed = shown;
}

for (const button of document.querySelectorAll("[data-show-password]")) {
  button.hidden = false;
  // Whoever is typing stays in the field.
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => show(button, button.ariaPressed === "false"));
  button.form.addEventListener("submit", () => show(button, false));
}

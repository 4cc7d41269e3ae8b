/**
 * Listens to what is typed, pasted and filled into the input of a code. `clean` says what of a text can be in the code.
 * The text itself stays the browser's: with its caret, its selection and what can be undone.
 */
export function listenToTyping(
  code: HTMLInputElement,
  clean: (text: string) => string,
  onChange: () => void,
  onMove: () => void,
): void {
  const typed = () => {
    const text = clean(code.value);
    if (text !== code.value) code.value = text;
    onChange();
  };
  code.addEventListener("input", (event) => {
    // What an input method has not finished yet is not ours to touch.
    if (!(event as InputEvent).isComposing) typed();
  });
  code.addEventListener("compositionend", typed);
  code.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text") ?? "";
    const text = clean(pasted);
    if (text === pasted) return;
    event.preventDefault();
    // Setting the value would empty the browser's list of what can be undone.
    if (!document.execCommand("insertText", false, text)) code.setRangeText(text);
  });
  for (const type of ["focus", "blur", "keyup", "click", "select"]) code.addEventListener(type, onMove);
}

/**
 * How the element looks. Controls stand in the page, so ::slotted reaches them; !important keeps a page's own rules for
 * all inputs and buttons from pulling the code and the boxes behind it apart.
 */
export const css = `
:host {
  --a: var(--nopass-accent, light-dark(#3451d1, #a9b8ff));
  --l: var(--nopass-line, light-dark(#858b9b, #717889));
  --r: var(--nopass-radius, .625rem);
  display: flex;
  flex-direction: column;
  gap: .375rem;
  max-inline-size: 24rem;
}
:host(:state(error)) {
  --l: var(--nopass-error, light-dark(#b3261e, #ffb4ab));
}
::slotted(*) {
  box-sizing: border-box;
  margin: 0 !important;
}
::slotted(label) {
  order: -1;
  font-weight: 600;
}
::slotted(:is(input, button)) {
  inline-size: 100%;
  block-size: 3rem;
  padding: 0 .875rem !important;
  border: 1px solid var(--l) !important;
  border-radius: var(--r) !important;
  background: var(--nopass-surface, Field) !important;
  color: inherit !important;
  font: inherit !important;
}
::slotted(button) {
  border: 0 !important;
  background: var(--a) !important;
  color: var(--nopass-on-accent, light-dark(#fff, #10142b)) !important;
}
::slotted(p) {
  outline: 0 !important;
  color: var(--nopass-muted, light-dark(#5a6070, #a9afbf));
}
:host(:state(error)) ::slotted(p) {
  color: var(--l);
}
:host(:state(done)) ::slotted(p) {
  color: var(--nopass-ok, light-dark(#146c43, #7ddba8));
}
:host(:not(:state(code))) div,
:host(:state(done)) ::slotted(:not(p)) {
  display: none !important;
}
[part=box] {
  position: relative;
  container-type: inline-size;
  overflow: clip;
  direction: ltr;
}
[part=slots] {
  position: absolute;
  inset: 0;
  display: flex;
  gap: .375rem;
}
[part=slot] {
  flex: 1;
  border: 1px solid var(--l);
  border-radius: var(--r);
  background: var(--nopass-surface, Field);
}
:focus-within [part=slot] {
  border-width: 2px;
}
::slotted([slot=code]) {
  --p: calc((100cqi + .375rem) / var(--nopass-length));
  position: relative;
  inline-size: calc(100% + var(--p)) !important;
  padding: 0 0 0 calc((var(--p) - .375rem - 1ch) / 2) !important;
  border: 0 !important;
  background: none !important;
  outline: 0 !important;
  font: 600 1.5rem ui-monospace, monospace !important;
  letter-spacing: calc(var(--p) - 1ch) !important;
  text-align: left !important;
}
[part=row] {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
}
button {
  min-block-size: 2.75rem;
  padding: 0;
  border: 0;
  background: none;
  color: var(--a);
  font: inherit;
  font-size: .875rem;
}
[aria-disabled=true], ::slotted([aria-disabled=true]) {
  opacity: .6;
}
`;

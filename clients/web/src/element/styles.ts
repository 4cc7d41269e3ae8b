/**
 * How the element looks. Label, input and status stand in the page, so ::slotted reaches them; !important keeps a page's
 * own rules for all inputs from pulling the code and the boxes behind it apart.
 */
export const css = `
:host {
  --a: var(--nopass-accent, light-dark(#34d, #abf));
  --l: var(--nopass-line, gray);
  --t: var(--nopass-muted);
  display: grid;
  gap: .4rem;
  max-inline-size: 24rem;
}
:host(:state(error)) {
  --l: var(--nopass-error, light-dark(#b22, #f99));
  --t: var(--l);
}
:host(:state(done)) {
  --t: var(--nopass-ok, light-dark(green, lightgreen));
}
span, ::slotted(*) {
  box-sizing: border-box;
  margin: 0 !important;
}
::slotted(label) {
  order: -1;
  font-weight: 600;
}
::slotted(p) {
  outline: 0 !important;
  color: var(--t);
}
div {
  display: flex;
  flex-wrap: wrap;
  gap: .4rem;
  justify-content: space-between;
}
[part=slots] {
  position: relative;
  container-type: inline-size;
  overflow: clip;
  direction: ltr;
}
button {
  block-size: 3rem;
  padding: 0;
  border: 0;
  background: none;
  color: var(--a);
  font: inherit;
}
div > button {
  font-size: .9rem;
}
span, [part=button] {
  flex: 1;
  block-size: 3rem;
  border: 1px solid var(--l);
  border-radius: var(--nopass-radius, .6rem);
  background: var(--nopass-surface, Field);
}
:focus-within > span {
  border-width: 2px;
}
::slotted(input) {
  block-size: 3rem;
  padding: 0 .8rem !important;
  border: 1px solid var(--l) !important;
  border-radius: var(--nopass-radius, .6rem) !important;
  background: var(--nopass-surface, Field) !important;
  color: inherit !important;
  font: inherit !important;
}
::slotted([slot=code]) {
  --p: calc((100cqi + .4rem) / var(--n));
  all: unset !important;
  position: absolute !important;
  inline-size: calc(100% + var(--p)) !important;
  block-size: 3rem !important;
  padding-left: calc((var(--p) - .4rem - 1ch) / 2) !important;
  font: 600 1.5rem ui-monospace, monospace !important;
  letter-spacing: calc(var(--p) - 1ch) !important;
  text-align: left !important;
}
[part=button] {
  border-color: var(--a);
  background: var(--a);
  color: var(--nopass-on-accent, light-dark(#fff, #112));
}
[aria-disabled=true] {
  opacity: .6;
}
:host(:not(:state(code))) div,
:host(:state(done)) button,
:host(:state(done)) ::slotted(:not(p)) {
  display: none !important;
}
`;

/**
 * How the element looks. The controls stand in the page, so `::slotted` reaches them; `!important` keeps a page's own
 * rules for all inputs and buttons from pulling the code and the boxes behind it apart.
 */
export const css = `
:host{--_a:var(--nopass-accent,light-dark(#3451d1,#a9b8ff));--_o:var(--nopass-on-accent,light-dark(#fff,#10142b));--_t:var(--nopass-text,light-dark(#16181d,#f1f2f6));--_m:var(--nopass-muted,light-dark(#5a6070,#a9afbf));--_s:var(--nopass-surface,light-dark(#fff,#1b1e26));--_l:var(--nopass-line,light-dark(#858b9b,#717889));--_e:var(--nopass-error,light-dark(#b3261e,#ffb4ab));--_k:var(--nopass-ok,light-dark(#146c43,#7ddba8));--_r:var(--nopass-radius,.625rem);display:block;max-inline-size:24rem;color:var(--_t);font:400 1rem/1.5 var(--nopass-font,system-ui,sans-serif)}
:host([hidden]),[hidden],::slotted([hidden]){display:none!important}
p{margin:0}p:not(:empty){margin:0 0 1rem;overflow-wrap:anywhere}
.done ::slotted([role=status]){color:var(--_k);font-weight:600;font-size:1rem;outline:0!important}.done ::slotted([role=status])::before{content:"✓ "/""}
:host(:not([unstyled])) ::slotted(label){display:block;font-size:.875rem;font-weight:600;margin:0 0 .375rem!important}
:host(:not([unstyled])) ::slotted(:is(input,button)){box-sizing:border-box;inline-size:100%;block-size:3rem;margin:0!important;padding:0 .875rem!important;border:1px solid var(--_l)!important;border-radius:var(--_r)!important;background:var(--_s)!important;color:inherit!important;font:inherit!important;outline-offset:2px!important}
:host(:not([unstyled])) ::slotted(button){margin:.625rem 0 0!important;border-color:transparent!important;background:var(--_a)!important;color:var(--_o)!important;font-weight:600!important;cursor:pointer}
::slotted(:focus-visible),button:focus-visible{outline:2px solid var(--_a)!important}
::slotted([aria-invalid=true]){border-color:var(--_e)!important}
::slotted([aria-disabled=true]){opacity:.65;cursor:default}
[part=box]{container-type:inline-size;position:relative;direction:ltr;block-size:3.5rem;overflow:clip}
[part=slots]{--_p:min(4.5rem,(100cqi + .375rem)/var(--_n));position:absolute;inset:0;display:flex}
[part~=slot]{box-sizing:border-box;flex:0 0 calc(var(--_p) - .375rem);margin-inline-end:.375rem;border:1px solid var(--_l);border-radius:var(--_r);background:var(--_s);transition:border-color .15s,box-shadow .15s}
[part~=active]{border-color:var(--_a);box-shadow:inset 0 0 0 1px var(--_a)}
.typo [part~=slot]{border-color:var(--_e)}
:host(:not([_])) ::slotted(input[slot=code]){--_p:min(4.5rem,(100cqi + .375rem)/var(--_n));position:absolute!important;inset:0 auto 0 0!important;inline-size:calc(100% + var(--_p))!important;block-size:100%!important;padding:0 0 0 calc((var(--_p) - .375rem - 1ch)/2)!important;border:0!important;background:0 0!important;font:600 1.5rem/1 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace!important;letter-spacing:calc(var(--_p) - 1ch)!important;text-align:start!important;direction:ltr!important;outline:0!important;-webkit-text-fill-color:var(--_t);caret-color:var(--_a)}
::slotted(input:autofill){transition:background-color 99999s!important}
::slotted([role=status]){min-block-size:1.25rem;margin:.375rem 0 0!important;font-size:.875rem;line-height:1.4;color:var(--_m)}
.bad ::slotted([role=status]){color:var(--_e)}
button{padding:0;border:0;background:0 0;color:var(--_a);font:inherit;text-decoration:underline;text-underline-offset:.2em;cursor:pointer}
[part=row]{display:flex;flex-wrap:wrap;justify-content:space-between;column-gap:1rem;margin-block-start:.25rem}[part=row] button{min-block-size:2.75rem;font-size:.875rem}[part=row] [part~=primary]{inline-size:100%;block-size:3rem;margin-block-start:.75rem;border-radius:var(--_r);background:var(--_a);color:var(--_o);font-size:1rem;font-weight:600;text-decoration:none}
[part=row] button[aria-disabled=true]{color:var(--_m);text-decoration:none;font-variant-numeric:tabular-nums;cursor:default}[part=row] [part~=primary][aria-disabled=true]{background:0 0;box-shadow:inset 0 0 0 1px var(--_l)}
@media(prefers-reduced-motion:reduce){*{transition:none!important}}
@media(forced-colors:active){[part~=active]{border:3px solid Highlight}::slotted([slot=code]){forced-color-adjust:none;-webkit-text-fill-color:FieldText!important}}
`;

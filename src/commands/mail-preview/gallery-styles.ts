import { views } from "./pictures.ts";

/** What the gallery looks like, whatever is in it. */
export const stylesOfGallery = `:root{color-scheme:light dark;--page:#f3f4f6;--card:#fff;--text:#17191c;--small:#5b616b;--line:#e2e4e8}
@media (prefers-color-scheme:dark){:root{--page:#0f1113;--card:#1a1c20;--text:#f1f2f4;--small:#a4aab4;--line:#2c2f35}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header{padding:24px;border-bottom:1px solid var(--line);background:var(--card)}
h1{margin:0;font-size:24px}
header p{margin:0 0 16px;color:var(--small)}
form{display:flex;flex-wrap:wrap;gap:12px 20px;align-items:end}
form label,legend{font-size:13px;color:var(--small)}
form>label{display:grid;gap:4px}
select{font:inherit;padding:6px 8px;border:1px solid var(--line);border-radius:8px;background:var(--page);color:var(--text)}
fieldset{display:flex;gap:12px;margin:0;padding:0 0 8px;border:0}
fieldset label{display:flex;gap:6px;align-items:center;font-size:16px;color:var(--text);text-transform:capitalize}
legend{float:left;margin-right:4px}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,406px),1fr));gap:16px;padding:24px;align-items:start}
article{min-width:0;padding:16px;border:1px solid var(--line);border-radius:14px;background:var(--card)}
h2{margin:0;font-size:15px}
h2 span,.files{color:var(--small);font-size:13px;font-weight:400}
.subject{margin:0 0 12px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
img,iframe{display:none;max-width:100%;height:auto;margin:0 auto;border:1px solid var(--line);border-radius:10px}
iframe{height:620px;width:390px}
body:has(#phone:checked) iframe.phone,body:has(#desktop:checked) iframe.desktop{display:block}
.files{margin:8px 0 0}
a{color:inherit}
body:has(#desktop:checked) main{grid-template-columns:repeat(auto-fill,minmax(min(100%,840px),1fr))}
body:has(#desktop:checked) iframe{width:800px}
${views
  .map(({ name }) => {
    const [screen, scheme] = name.split("-");
    return `body:has(#${screen}:checked):has(#${scheme}:checked) .${name}{display:block}`;
  })
  .join("\n")}
`;

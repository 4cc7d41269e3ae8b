const list = document.getElementById("mails");
const empty = document.getElementById("empty");
const template = document.getElementById("mail");
let shown = "";

async function refresh() {
  const text = await fetch(`/inbox/messages${location.search}`).then((answer) => answer.text());
  if (text === shown) return;
  shown = text;
  const mails = JSON.parse(text);
  empty.hidden = mails.length > 0;
  list.replaceChildren(...mails.map(card));
}

function card({ to, subject, text, code, sent_at }) {
  const node = template.content.cloneNode(true);
  node.querySelector("h2").textContent = subject;
  node.querySelector(".to").textContent = to;
  node.querySelector("time").textContent = new Date(sent_at).toLocaleTimeString();
  node.querySelector("pre").textContent = text;
  const button = node.querySelector(".code");
  button.textContent = code;
  button.title = "Copy the code";
  button.addEventListener("click", () => navigator.clipboard.writeText(code));
  return node;
}

await refresh();
setInterval(() => refresh().catch(() => undefined), 1_000);

const name = "nopass-known-device";

/** Gives the elements of this page what the last proof on this device said. Pages without storage go without. */
function recall(): void {
  const token = storage()?.getItem(name);
  for (const element of document.querySelectorAll("nopass-verify"))
    if (token) element.setAttribute("known-device", token);
}

function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

// On a server there is no page. In one, an element may come later than this module: the focus gets there first.
globalThis.document?.addEventListener("focusin", recall);
globalThis.document?.addEventListener(
  "nopass-verified",
  ({ detail }: CustomEventInit<{ knownDevice: string }>) => {
    if (detail) storage()?.setItem(name, detail.knownDevice);
  },
);

export {};

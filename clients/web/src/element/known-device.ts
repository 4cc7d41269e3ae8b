/**
 * Reads what the last proof on this device said, and first keeps `token` if there is one. It says nothing about whom it
 * belongs to. Pages without storage go without.
 */
export function knownDevice(token?: string): string | undefined {
  try {
    if (token) localStorage.setItem("nopass-known-device", token);
    return localStorage.getItem("nopass-known-device") ?? undefined;
  } catch {
    return undefined;
  }
}

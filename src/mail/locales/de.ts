import type { Messages } from "./messages.ts";

export const de: Messages = {
  dir: "ltr",
  subject: "{{code}} ist Ihr Code für {{brand}}",
  title: "Ihr Code für {{brand}}",
  preview: "{{duration}} gültig, nur auf {{host}}.",
  intros: {
    "sign-in": "Mit diesem Code melden Sie sich bei {{brand}} an:",
    "sign-up": "Mit diesem Code legen Sie Ihr Konto bei {{brand}} an:",
    "confirm-email": "Mit diesem Code bestätigen Sie Ihre E-Mail-Adresse für {{brand}}:",
    "change-email": "Mit diesem Code bestätigen Sie Ihre neue E-Mail-Adresse für {{brand}}:",
    "reset-password": "Mit diesem Code setzen Sie Ihr Passwort für {{brand}} zurück:",
    "delete-account": "Mit diesem Code löschen Sie Ihr Konto bei {{brand}}:",
    other: "Verwenden Sie diesen Code bei {{brand}} für „{{purpose}}“:",
  },
  place: "Angefordert in: {{place}}",
  validity: "Der Code ist {{duration}} gültig.",
  warning: "Geben Sie ihn nur auf {{host}} ein. Wir fragen nie am Telefon oder in einer Nachricht danach.",
  ignore:
    "Falls Sie diesen Code nicht angefordert haben, können Sie diese E-Mail ignorieren. Es geschieht nichts.",
  units: {
    second: { one: "# Sekunde", other: "# Sekunden" },
    minute: { one: "# Minute", other: "# Minuten" },
    hour: { one: "# Stunde", other: "# Stunden" },
  },
};

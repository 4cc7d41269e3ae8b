import type { Messages } from "./messages.ts";

export const it: Messages = {
  dir: "ltr",
  subject: "{{code}} è il tuo codice {{brand}}",
  title: "Il tuo codice {{brand}}",
  preview: "Valido per {{duration}}, solo su {{host}}.",
  intros: {
    "sign-in": "Usa questo codice per accedere a {{brand}}:",
    "sign-up": "Usa questo codice per creare il tuo account {{brand}}:",
    "confirm-email": "Usa questo codice per confermare il tuo indirizzo email per {{brand}}:",
    "change-email": "Usa questo codice per confermare il tuo nuovo indirizzo email per {{brand}}:",
    "reset-password": "Usa questo codice per reimpostare la tua password {{brand}}:",
    "delete-account": "Usa questo codice per eliminare il tuo account {{brand}}:",
    other: "Usa questo codice su {{brand}} per «{{purpose}}»:",
  },
  place: "Richiesto in: {{place}}",
  validity: "È valido per {{duration}}.",
  warning: "Inseriscilo solo su {{host}}. Non te lo chiederemo mai per telefono o per messaggio.",
  ignore: "Se non hai richiesto questo codice, puoi ignorare questa email. Non succederà nulla.",
  units: {
    second: { one: "# secondo", other: "# secondi" },
    minute: { one: "# minuto", other: "# minuti" },
    hour: { one: "# ora", other: "# ore" },
  },
};

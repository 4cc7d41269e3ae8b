import type { Messages } from "./messages.ts";

export const ro: Messages = {
  dir: "ltr",
  subject: "{{code}} este codul dvs. {{brand}}",
  title: "Codul dvs. {{brand}}",
  preview: "Valabil {{duration}}, doar pe {{host}}.",
  intros: {
    "sign-in": "Folosiți acest cod pentru a vă conecta la {{brand}}:",
    "sign-up": "Folosiți acest cod pentru a vă crea contul {{brand}}:",
    "confirm-email": "Folosiți acest cod pentru a vă confirma adresa de e-mail pentru {{brand}}:",
    "change-email": "Folosiți acest cod pentru a vă confirma noua adresă de e-mail pentru {{brand}}:",
    "reset-password": "Folosiți acest cod pentru a vă reseta parola {{brand}}:",
    "delete-account": "Folosiți acest cod pentru a vă șterge contul {{brand}}:",
    other: "Folosiți acest cod pe {{brand}} pentru „{{purpose}}”:",
  },
  place: "Solicitat în: {{place}}",
  validity: "Codul este valabil {{duration}}.",
  warning: "Introduceți-l doar pe {{host}}. Nu îl cerem niciodată prin telefon sau mesaj.",
  ignore: "Dacă nu ați cerut acest cod, puteți ignora acest e-mail. Nu se va întâmpla nimic.",
  units: {
    second: { one: "# secundă", few: "# secunde", other: "# de secunde" },
    minute: { one: "# minut", few: "# minute", other: "# de minute" },
    hour: { one: "# oră", few: "# ore", other: "# de ore" },
  },
};

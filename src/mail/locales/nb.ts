import type { Messages } from "./messages.ts";

export const nb: Messages = {
  dir: "ltr",
  subject: "{{code}} er koden din for {{brand}}",
  title: "Koden din for {{brand}}",
  preview: "Gyldig i {{duration}}, bare på {{host}}.",
  intros: {
    "sign-in": "Bruk denne koden for å logge inn på {{brand}}:",
    "sign-up": "Bruk denne koden for å opprette kontoen din hos {{brand}}:",
    "confirm-email": "Bruk denne koden for å bekrefte e-postadressen din hos {{brand}}:",
    "change-email": "Bruk denne koden for å bekrefte den nye e-postadressen din hos {{brand}}:",
    "reset-password": "Bruk denne koden for å tilbakestille passordet ditt hos {{brand}}:",
    "delete-account": "Bruk denne koden for å slette kontoen din hos {{brand}}:",
    other: "Bruk denne koden hos {{brand}} til «{{purpose}}»:",
  },
  place: "Forespurt fra: {{place}}",
  validity: "Koden er gyldig i {{duration}}.",
  warning: "Skriv den bare inn på {{host}}. Vi ber aldri om den på telefon eller i en melding.",
  ignore: "Hvis du ikke har bedt om koden, kan du se bort fra denne e-posten. Ingenting skjer.",
  units: {
    second: { one: "# sekund", other: "# sekunder" },
    minute: { one: "# minutt", other: "# minutter" },
    hour: { one: "# time", other: "# timer" },
  },
};

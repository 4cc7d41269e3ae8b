import type { Messages } from "./messages.ts";

export const da: Messages = {
  dir: "ltr",
  subject: "{{code}} er din kode til {{brand}}",
  title: "Din kode til {{brand}}",
  preview: "Gælder i {{duration}}, kun på {{host}}.",
  intros: {
    "sign-in": "Brug denne kode til at logge ind på {{brand}}:",
    "sign-up": "Brug denne kode til at oprette din konto hos {{brand}}:",
    "confirm-email": "Brug denne kode til at bekræfte din e-mailadresse hos {{brand}}:",
    "change-email": "Brug denne kode til at bekræfte din nye e-mailadresse hos {{brand}}:",
    "reset-password": "Brug denne kode til at nulstille din adgangskode til {{brand}}:",
    "delete-account": "Brug denne kode til at slette din konto hos {{brand}}:",
    other: "Brug denne kode hos {{brand}} til »{{purpose}}«:",
  },
  place: "Anmodet fra: {{place}}",
  validity: "Koden gælder i {{duration}}.",
  warning: "Indtast den kun på {{host}}. Vi beder aldrig om den pr. telefon eller i en besked.",
  ignore: "Hvis du ikke har bedt om koden, kan du se bort fra denne e-mail. Der sker ikke noget.",
  units: {
    second: { one: "# sekund", other: "# sekunder" },
    minute: { one: "# minut", other: "# minutter" },
    hour: { one: "# time", other: "# timer" },
  },
};

import type { Messages } from "./messages.ts";

export const sv: Messages = {
  dir: "ltr",
  subject: "{{code}} är din kod för {{brand}}",
  title: "Din kod för {{brand}}",
  preview: "Gäller i {{duration}}, endast på {{host}}.",
  intros: {
    "sign-in": "Använd den här koden för att logga in på {{brand}}:",
    "sign-up": "Använd den här koden för att skapa ditt konto hos {{brand}}:",
    "confirm-email": "Använd den här koden för att bekräfta din e-postadress hos {{brand}}:",
    "change-email": "Använd den här koden för att bekräfta din nya e-postadress hos {{brand}}:",
    "reset-password": "Använd den här koden för att återställa ditt lösenord hos {{brand}}:",
    "delete-account": "Använd den här koden för att radera ditt konto hos {{brand}}:",
    other: "Använd den här koden hos {{brand}} för ”{{purpose}}”:",
  },
  place: "Begärd från: {{place}}",
  validity: "Koden gäller i {{duration}}.",
  warning: "Ange den bara på {{host}}. Vi frågar aldrig efter den i telefon eller i meddelanden.",
  ignore: "Om du inte har bett om koden kan du bortse från det här mejlet. Ingenting händer.",
  units: {
    second: { one: "# sekund", other: "# sekunder" },
    minute: { one: "# minut", other: "# minuter" },
    hour: { one: "# timme", other: "# timmar" },
  },
};

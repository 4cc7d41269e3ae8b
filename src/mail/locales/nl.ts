import type { Messages } from "./messages.ts";

export const nl: Messages = {
  dir: "ltr",
  subject: "{{code}} is je code voor {{brand}}",
  title: "Je code voor {{brand}}",
  preview: "{{duration}} geldig, alleen op {{host}}.",
  intros: {
    "sign-in": "Gebruik deze code om in te loggen bij {{brand}}:",
    "sign-up": "Gebruik deze code om je account bij {{brand}} aan te maken:",
    "confirm-email": "Gebruik deze code om je e-mailadres voor {{brand}} te bevestigen:",
    "change-email": "Gebruik deze code om je nieuwe e-mailadres voor {{brand}} te bevestigen:",
    "reset-password": "Gebruik deze code om je wachtwoord voor {{brand}} opnieuw in te stellen:",
    "delete-account": "Gebruik deze code om je account bij {{brand}} te verwijderen:",
    other: "Gebruik deze code bij {{brand}} voor ‘{{purpose}}’:",
  },
  place: "Aangevraagd in: {{place}}",
  validity: "De code is {{duration}} geldig.",
  warning: "Vul de code alleen in op {{host}}. We vragen er nooit om via de telefoon of in een bericht.",
  ignore: "Heb je deze code niet aangevraagd? Dan kun je deze e-mail negeren. Er gebeurt niets.",
  units: {
    second: { one: "# seconde", other: "# seconden" },
    minute: { one: "# minuut", other: "# minuten" },
    hour: { one: "# uur", other: "# uur" },
  },
};

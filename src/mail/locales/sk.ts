import type { Messages } from "./messages.ts";

export const sk: Messages = {
  dir: "ltr",
  subject: "{{code}} je váš kód pre {{brand}}",
  title: "Váš kód pre {{brand}}",
  preview: "Platí {{duration}}, iba na {{host}}.",
  intros: {
    "sign-in": "Týmto kódom sa prihlásite do {{brand}}:",
    "sign-up": "Týmto kódom si vytvoríte účet v {{brand}}:",
    "confirm-email": "Týmto kódom potvrdíte svoju e-mailovú adresu pre {{brand}}:",
    "change-email": "Týmto kódom potvrdíte svoju novú e-mailovú adresu pre {{brand}}:",
    "reset-password": "Týmto kódom obnovíte svoje heslo pre {{brand}}:",
    "delete-account": "Týmto kódom odstránite svoj účet v {{brand}}:",
    other: "Použite tento kód v {{brand}} na „{{purpose}}“:",
  },
  place: "Vyžiadané v: {{place}}",
  validity: "Kód platí {{duration}}.",
  warning: "Zadajte ho iba na {{host}}. Nikdy oň nežiadame telefonicky ani v správe.",
  ignore: "Ak ste o tento kód nežiadali, môžete e-mail ignorovať. Nič sa nestane.",
  units: {
    second: { one: "# sekundu", few: "# sekundy", other: "# sekúnd" },
    minute: { one: "# minútu", few: "# minúty", other: "# minút" },
    hour: { one: "# hodinu", few: "# hodiny", other: "# hodín" },
  },
};

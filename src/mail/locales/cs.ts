import type { Messages } from "./messages.ts";

export const cs: Messages = {
  dir: "ltr",
  subject: "{{code}} je váš kód pro {{brand}}",
  title: "Váš kód pro {{brand}}",
  preview: "Platí {{duration}}, pouze na {{host}}.",
  intros: {
    "sign-in": "Tímto kódem se přihlásíte do {{brand}}:",
    "sign-up": "Tímto kódem si založíte účet u {{brand}}:",
    "confirm-email": "Tímto kódem potvrdíte svou e-mailovou adresu pro {{brand}}:",
    "change-email": "Tímto kódem potvrdíte svou novou e-mailovou adresu pro {{brand}}:",
    "reset-password": "Tímto kódem obnovíte své heslo pro {{brand}}:",
    "delete-account": "Tímto kódem smažete svůj účet u {{brand}}:",
    other: "Použijte tento kód u {{brand}} pro „{{purpose}}“:",
  },
  place: "Vyžádáno v: {{place}}",
  validity: "Kód platí {{duration}}.",
  warning: "Zadejte ho pouze na {{host}}. Nikdy o něj nežádáme telefonicky ani ve zprávě.",
  ignore: "Pokud jste o tento kód nežádali, můžete e-mail ignorovat. Nic se nestane.",
  units: {
    second: { one: "# sekundu", few: "# sekundy", other: "# sekund" },
    minute: { one: "# minutu", few: "# minuty", other: "# minut" },
    hour: { one: "# hodinu", few: "# hodiny", other: "# hodin" },
  },
};

import type { Messages } from "./messages.ts";

export const pl: Messages = {
  dir: "ltr",
  subject: "{{code}} to Twój kod do {{brand}}",
  title: "Twój kod do {{brand}}",
  preview: "Ważny przez {{duration}}, tylko na {{host}}.",
  intros: {
    "sign-in": "Użyj tego kodu, aby zalogować się do {{brand}}:",
    "sign-up": "Użyj tego kodu, aby założyć konto w {{brand}}:",
    "confirm-email": "Użyj tego kodu, aby potwierdzić swój adres e-mail w {{brand}}:",
    "change-email": "Użyj tego kodu, aby potwierdzić swój nowy adres e-mail w {{brand}}:",
    "reset-password": "Użyj tego kodu, aby zresetować hasło do {{brand}}:",
    "delete-account": "Użyj tego kodu, aby usunąć konto w {{brand}}:",
    other: "Użyj tego kodu w {{brand}} do: „{{purpose}}”",
  },
  place: "Skąd wysłano prośbę: {{place}}",
  validity: "Kod jest ważny przez {{duration}}.",
  warning: "Wpisz go tylko na {{host}}. Nigdy nie prosimy o niego przez telefon ani w wiadomości.",
  ignore: "Jeśli to nie była Twoja prośba, zignoruj tę wiadomość. Nic się nie stanie.",
  units: {
    second: { one: "# sekundę", few: "# sekundy", many: "# sekund", other: "# sekundy" },
    minute: { one: "# minutę", few: "# minuty", many: "# minut", other: "# minuty" },
    hour: { one: "# godzinę", few: "# godziny", many: "# godzin", other: "# godziny" },
  },
};

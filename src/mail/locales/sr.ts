import type { Messages } from "./messages.ts";

export const sr: Messages = {
  dir: "ltr",
  subject: "{{code}} је ваш код за {{brand}}",
  title: "Ваш код за {{brand}}",
  preview: "Важи {{duration}}, само на {{host}}.",
  intros: {
    "sign-in": "Овим кодом се пријављујете на {{brand}}:",
    "sign-up": "Овим кодом отварате свој налог за {{brand}}:",
    "confirm-email": "Овим кодом потврђујете своју имејл адресу за {{brand}}:",
    "change-email": "Овим кодом потврђујете своју нову имејл адресу за {{brand}}:",
    "reset-password": "Овим кодом постављате нову лозинку за {{brand}}:",
    "delete-account": "Овим кодом бришете свој налог за {{brand}}:",
    other: "Употребите овај код на {{brand}} за „{{purpose}}“:",
  },
  place: "Затражено у: {{place}}",
  validity: "Код важи {{duration}}.",
  warning: "Унесите га само на {{host}}. Никада га не тражимо телефоном ни поруком.",
  ignore: "Ако нисте затражили овај код, занемарите ову поруку. Ништа се неће догодити.",
  units: {
    second: { one: "# секунду", few: "# секунде", other: "# секунди" },
    minute: { one: "# минут", few: "# минута", other: "# минута" },
    hour: { one: "# сат", few: "# сата", other: "# сати" },
  },
};

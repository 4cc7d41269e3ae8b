import type { Messages } from "./messages.ts";

export const bg: Messages = {
  dir: "ltr",
  subject: "{{code}} е вашият код за {{brand}}",
  title: "Вашият код за {{brand}}",
  preview: "Валиден за {{duration}}, само на {{host}}.",
  intros: {
    "sign-in": "Използвайте този код, за да влезете в {{brand}}:",
    "sign-up": "Използвайте този код, за да създадете профила си в {{brand}}:",
    "confirm-email": "Използвайте този код, за да потвърдите имейл адреса си в {{brand}}:",
    "change-email": "Използвайте този код, за да потвърдите новия си имейл адрес в {{brand}}:",
    "reset-password": "Използвайте този код, за да зададете нова парола в {{brand}}:",
    "delete-account": "Използвайте този код, за да изтриете профила си в {{brand}}:",
    other: "Използвайте този код в {{brand}} за „{{purpose}}“:",
  },
  place: "Поискан от: {{place}}",
  validity: "Кодът е валиден за {{duration}}.",
  warning: "Въведете го само на {{host}}. Никога не го искаме по телефона или в съобщение.",
  ignore: "Ако не сте поискали този код, просто игнорирайте този имейл. Нищо няма да се случи.",
  units: {
    second: { one: "# секунда", other: "# секунди" },
    minute: { one: "# минута", other: "# минути" },
    hour: { one: "# час", other: "# часа" },
  },
};

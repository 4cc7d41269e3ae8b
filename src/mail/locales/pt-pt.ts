import type { Messages } from "./messages.ts";

export const ptPt: Messages = {
  dir: "ltr",
  subject: "{{code}} é o seu código {{brand}}",
  title: "O seu código {{brand}}",
  preview: "Válido durante {{duration}}, apenas em {{host}}.",
  intros: {
    "sign-in": "Utilize este código para iniciar sessão em {{brand}}:",
    "sign-up": "Utilize este código para criar a sua conta {{brand}}:",
    "confirm-email": "Utilize este código para confirmar o seu endereço de e-mail em {{brand}}:",
    "change-email": "Utilize este código para confirmar o seu novo endereço de e-mail em {{brand}}:",
    "reset-password": "Utilize este código para repor a sua palavra-passe {{brand}}:",
    "delete-account": "Utilize este código para eliminar a sua conta {{brand}}:",
    other: "Utilize este código em {{brand}} para «{{purpose}}»:",
  },
  place: "Pedido em: {{place}}",
  validity: "É válido durante {{duration}}.",
  warning: "Introduza-o apenas em {{host}}. Nunca o pedimos por telefone nem por mensagem.",
  ignore: "Se não pediu este código, pode ignorar este e-mail. Não acontecerá nada.",
  units: {
    second: { one: "# segundo", other: "# segundos" },
    minute: { one: "# minuto", other: "# minutos" },
    hour: { one: "# hora", other: "# horas" },
  },
};
